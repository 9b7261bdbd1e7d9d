/** Swing highs and lows. */

import type { RangeColumns } from "./bar_series.ts";
import { checkLength, emptyColumn } from "./column.ts";
import { windowExtreme } from "./window_extreme.ts";

/** Turning points, each on the bar that confirms it. */
export interface SwingLines {
  /** The price of a swing high on the bar that confirms it; NaN on all others. */
  readonly high: Float64Array;
  /** The price of a swing low on the bar that confirms it; NaN on all others. */
  readonly low: Float64Array;
  /** The price of the latest confirmed swing high; NaN before the first. */
  readonly lastHigh: Float64Array;
  /** The price of the latest confirmed swing low; NaN before the first. */
  readonly lastLow: Float64Array;
}

/** The options of `swings`. */
export interface SwingOptions {
  /** How many bars before a swing high must not be higher. */
  readonly left?: number;
  /** How many bars after it must be lower; the last of them confirms it. */
  readonly right?: number;
}

/**
 * Swing highs and lows: a high that no high of the `left` bars before exceeds and that all of the
 * `right` bars after stay below; lows likewise. The chart shows one `right` bars back; here it
 * stands on the bar that confirms it, before which nobody can know it.
 *
 * Unit: that of the prices. Warm-up: `left + right` bars, and then not on every bar. A gap begins
 * it again. Source: MetaTrader's `Fractals.mq5` for ties; TradingView's `ta.pivothigh`.
 */
export function swings(
  { high, low }: RangeColumns,
  { left = 5, right = 5 }: SwingOptions = {},
): SwingLines {
  checkLength("swings (left)", left);
  checkLength("swings (right)", right);
  const length = left + right + 1;
  const highAge = windowExtreme(high, { length, extreme: "highest", of: "age" });
  const lowAge = windowExtreme(low, { length, extreme: "lowest", of: "age" });
  const tops = confirmed(high, highAge, right);
  const bottoms = confirmed(low, lowAge, right);
  return {
    high: tops,
    low: bottoms,
    lastHigh: lastOf(tops, high),
    lastLow: lastOf(bottoms, low),
  };
}

/** The value of `right` bars ago where it is the extreme of the window. */
function confirmed(values: Float64Array, age: Float64Array, right: number): Float64Array {
  return age.map((bars, index) => bars === right ? values[index - right]! : NaN);
}

/** The latest point, until the values have a gap. */
function lastOf(points: Float64Array, values: Float64Array): Float64Array {
  const result = emptyColumn(points.length);
  let last = NaN;
  for (let index = 0; index < points.length; index++) {
    if (!Number.isFinite(values[index])) last = NaN;
    else if (!Number.isNaN(points[index])) last = points[index]!;
    result[index] = last;
  }
  return result;
}
