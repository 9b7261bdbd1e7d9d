/**
 * Formulas of MetaTrader's indicators written down plainly: every bar from its whole window, or
 * from the bar before, on series without gaps. Slow, and without anything that makes them fast.
 */

import type { BarSeries } from "../../src/indicators/mod.ts";

export type Values = Float64Array;

/** A column whose first `from` values are NaN. */
export function column(size: number, from: number, at: (index: number) => number): Values {
  return Float64Array.from({ length: size }, (_, index) => index < from ? NaN : at(index));
}

/** The last `length` values up to `index`. */
export function windowOf(values: Values, index: number, length: number): number[] {
  return Array.from(values.slice(index - length + 1, index + 1));
}

export function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

export function meanOf(values: readonly number[]): number {
  return sumOf(values) / values.length;
}

export function plainSma(values: Values, length: number, from = 0): Values {
  return column(
    values.length,
    from + length - 1,
    (index) => meanOf(windowOf(values, index, length)),
  );
}

/** Begins with the value at `from`; nothing is hidden. */
export function plainEma(values: Values, length: number, from = 0): Values {
  const weight = 2 / (length + 1);
  let average = NaN;
  return column(values.length, from, (index) => {
    average = index === from ? values[index]! : values[index]! * weight + average * (1 - weight);
    return average;
  });
}

export function plainSmma(values: Values, length: number): Values {
  let average = NaN;
  return column(values.length, length - 1, (index) => {
    average = index === length - 1
      ? meanOf(windowOf(values, index, length))
      : (average * (length - 1) + values[index]!) / length;
    return average;
  });
}

export function plainWma(values: Values, length: number, from = 0): Values {
  return column(values.length, from + length - 1, (index) => {
    const weighted = windowOf(values, index, length).map((value, place) => value * (place + 1));
    return sumOf(weighted) / (length * (length + 1) / 2);
  });
}

export function plainDeviation(values: Values, length: number, divisor = length): Values {
  return column(values.length, length - 1, (index) => {
    const window = windowOf(values, index, length);
    const mean = meanOf(window);
    return Math.sqrt(sumOf(window.map((value) => (value - mean) ** 2)) / divisor);
  });
}

export function plainTrueRange({ high, low, close }: BarSeries): Values {
  return column(
    close.length,
    1,
    (index) => Math.max(high[index]!, close[index - 1]!) - Math.min(low[index]!, close[index - 1]!),
  );
}

/** Strengths and index, all from 0 on the first bar. */
export function plainAdx(bars: BarSeries, length: number): Record<string, Values> {
  const { high, low, close } = bars;
  const ranges = plainTrueRange(bars);
  const weight = 2 / (length + 1);
  const size = close.length;
  const [plusDi, minusDi, adx] = [
    new Float64Array(size),
    new Float64Array(size),
    new Float64Array(size),
  ];
  for (let index = 1; index < size; index++) {
    const up = Math.max(0, high[index]! - high[index - 1]!);
    const down = Math.max(0, low[index - 1]! - low[index]!);
    const range = ranges[index]!;
    const plus = up > down && range !== 0 ? 100 * up / range : 0;
    const minus = down > up && range !== 0 ? 100 * down / range : 0;
    plusDi[index] = plus * weight + plusDi[index - 1]! * (1 - weight);
    minusDi[index] = minus * weight + minusDi[index - 1]! * (1 - weight);
    const both = plusDi[index]! + minusDi[index]!;
    const apart = both === 0 ? 0 : 100 * Math.abs((plusDi[index]! - minusDi[index]!) / both);
    adx[index] = apart * weight + adx[index - 1]! * (1 - weight);
  }
  return { adx, plusDi, minusDi };
}

export function plainStochastic(
  { high, low, close }: BarSeries,
  length: number,
  slowing: number,
): Values {
  const lowest = (index: number) => Math.min(...windowOf(low, index, length));
  const highest = (index: number) => Math.max(...windowOf(high, index, length));
  return column(close.length, length + slowing - 2, (index) => {
    const bars = Array.from({ length: slowing }, (_, back) => index - back);
    const below = sumOf(bars.map((bar) => close[bar]! - lowest(bar)));
    const ranges = sumOf(bars.map((bar) => highest(bar) - lowest(bar)));
    return ranges === 0 ? 100 : below / ranges * 100;
  });
}

export function plainAma(values: Values, length: number): Values {
  const [fast, slow] = [2 / 3, 2 / 31];
  let average = values[length - 1]!;
  return column(values.length, length, (index) => {
    const window = windowOf(values, index, length + 1);
    const noise = sumOf(window.slice(1).map((value, place) => Math.abs(value - window[place]!)));
    const signal = Math.abs(window.at(-1)! - window[0]!);
    const speed = (noise === 0 ? 0 : signal / noise) * (fast - slow) + slow;
    average += speed ** 2 * (values[index]! - average);
    return average;
  });
}

/** The stop of each bar, with the highest high or lowest low since the last reversal. */
export function plainSar({ high, low }: BarSeries, step: number, maximum: number): Values {
  const size = high.length;
  const [sar, extreme, speed] = [
    new Float64Array(size),
    new Float64Array(size),
    new Float64Array(size),
  ];
  const since = (values: Values, from: number, to: number) =>
    Array.from(values.slice(from, to + 1));
  let [isLong, reversal] = [false, 0];
  sar[0] = NaN;
  sar[1] = Math.max(high[0]!, high[1]!);
  extreme.fill(low[1]!, 0, 2);
  speed.fill(step, 0, 2);
  for (let index = 1; index < size; index++) {
    if (isLong ? sar[index]! > low[index]! : sar[index]! < high[index]!) {
      sar[index] = isLong
        ? Math.max(...since(high, reversal, index))
        : Math.min(...since(low, reversal, index));
      isLong = !isLong;
      extreme[index] = isLong ? high[index]! : low[index]!;
      speed[index] = step;
      reversal = index;
    } else {
      const price = isLong ? high[index]! : low[index]!;
      const isNew = isLong ? price > extreme[index - 1]! : price < extreme[index - 1]!;
      extreme[index] = isNew ? price : extreme[index - 1]!;
      speed[index] = isNew ? Math.min(maximum, speed[index - 1]! + step) : speed[index - 1]!;
    }
    if (index + 1 === size) break;
    const next = sar[index]! + speed[index]! * (extreme[index]! - sar[index]!);
    sar[index + 1] = isLong
      ? Math.min(next, low[index]!, low[index - 1]!)
      : Math.max(next, high[index]!, high[index - 1]!);
  }
  return sar;
}
