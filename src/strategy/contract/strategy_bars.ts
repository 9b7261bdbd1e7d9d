/** A whole series as a strategy sees it while it makes its columns. */

import type { BarColumns, BarPrice, SeriesKey } from "../../models/mod.ts";

/** The closed bars of a series, oldest first. */
export interface StrategyBars extends SeriesKey, BarColumns {
  /** Decimals of the symbol's prices. */
  readonly digits: number;
  /** Number of bars. */
  readonly length: number;
  /** The tick volumes, for indicators that need a volume. */
  readonly volume: Float64Array;
  /** A column in whole points, whose sums and averages compare exactly. */
  points(price: BarPrice): Float64Array;
  /**
   * Values of this series for each bar of the strategy's own series: that of the last bar that was
   * closed when the own bar closed, NaN before the first. Values of another series go through
   * this before they become a column.
   */
  align(values: Float64Array): Float64Array;
}

/** A series with the times at which its bars close, counted from the same clock. */
export interface ClosedSeries {
  readonly openMs: Float64Array;
  readonly lengthMs: number;
}

/** What the columns do not tell of a series. */
export interface SeriesFacts extends SeriesKey {
  readonly digits: number;
  readonly lengthMs: number;
  /** The copies that the strategy has got are added here. */
  readonly copies: Float64Array[];
}

/**
 * `own` is the series on which the strategy decides, null for that series itself. The strategy gets
 * copies of the columns, and only of those that it looks at.
 */
export function strategyBars(
  { symbol, timeframe, digits, lengthMs, copies }: SeriesFacts,
  bars: BarColumns,
  own: ClosedSeries | null,
): StrategyBars {
  const shown = {
    ...{ symbol, timeframe, digits, length: bars.brokerMs.length },
    points: (price: BarPrice) => wholePoints(bars[price], digits),
    align: (values: Float64Array) =>
      own === null ? values : alignedTo(own, { openMs: bars.brokerMs, lengthMs }, values),
  };
  for (const [name, column] of [...Object.entries(bars), ["volume", bars.tickVolume] as const]) {
    let copy: Float64Array | null = null;
    Object.defineProperty(shown, name, {
      enumerable: true,
      get() {
        if (copy === null) copies.push(copy = column.slice());
        return copy;
      },
    });
  }
  return shown as StrategyBars; // the loop has defined the columns
}

/** `toPoints` of a whole column. */
export function wholePoints(prices: Float64Array, digits: number): Float64Array {
  const perUnit = 10 ** digits;
  const points = new Float64Array(prices.length);
  for (let index = 0; index < points.length; index++) {
    points[index] = Math.round(prices[index]! * perUnit);
  }
  return points;
}

/** The value of the last bar of `other` that is closed when each bar of `own` closes. */
export function alignedTo(
  own: ClosedSeries,
  other: ClosedSeries,
  values: Float64Array,
): Float64Array {
  if (values.length !== other.openMs.length) {
    throw new RangeError(
      `align() was given ${values.length} values, and its series has ${other.openMs.length} bars`,
    );
  }
  const aligned = new Float64Array(own.openMs.length);
  let closed = -1;
  for (let index = 0; index < aligned.length; index++) {
    const nowMs = own.openMs[index]! + own.lengthMs;
    while (closed + 1 < values.length && other.openMs[closed + 1]! + other.lengthMs <= nowMs) {
      closed++;
    }
    aligned[index] = closed < 0 ? NaN : values[closed]!;
  }
  return aligned;
}
