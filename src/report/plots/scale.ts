/** Where values lie between the lowest and the highest one shown, and which of them get a label. */

/** `at` is the place on the axis: 0 at its beginning, 1 at its end. */
export interface AxisLabel {
  readonly at: number;
  readonly text: string;
}

export interface Scale {
  place(value: number): number;
  /** Round values, about as many as asked for. */
  ticks(count: number, text: (value: number, step: number) => string): AxisLabel[];
}

/** The scale of these values with a little room at both ends; they may be equal. */
export function roomyScale(lowest: number, highest: number): Scale {
  const isFlat = !(highest > lowest);
  const room = isFlat ? Math.max(1, Math.abs(lowest) * 0.01) : (highest - lowest) * 0.04;
  return exactScale(lowest - room, highest + room);
}

/** The scale from `from`, which is 0, to `to`, which is 1. */
export function exactScale(from: number, to: number): Scale {
  const span = to > from ? to - from : 1;
  const place = (value: number) => (value - from) / span;
  return {
    place,
    ticks(count, text) {
      const step = roundStep(span / count);
      const first = Math.ceil(from / step);
      const last = Math.floor((from + span) / step);
      return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
        const value = (first + i) * step;
        return { at: place(value), text: text(value, step) };
      });
    },
  };
}

/** 1, 2 or 5 times a power of ten, at least `least`. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5].find((times) => times * power >= least) ?? 10) * power;
}

/** The lowest and highest of the values that are numbers; 0 and 0 without one. */
export function boundsOf(...columns: readonly Iterable<number>[]): readonly [number, number] {
  let [lowest, highest] = [Infinity, -Infinity];
  for (const column of columns) {
    for (const value of column) {
      if (value < lowest) lowest = value;
      if (value > highest) highest = value;
    }
  }
  return lowest === Infinity ? [0, 0] : [lowest, highest];
}
