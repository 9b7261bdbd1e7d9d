/** Standard deviation of the last values. */

import { checkLength } from "./column.ts";
import { windowDeviation } from "./window_deviation.ts";

/** Which standard deviation. */
export interface DeviationChoice {
  /**
   * `population` divides by the number of values, as MetaTrader, TA-Lib and TradingView do by
   * default; `sample` by one less.
   */
  readonly kind?: "population" | "sample";
}

/**
 * Standard deviation of the last `length` values about their simple average.
 *
 * Unit: that of the values, from 0. Warm-up: `length - 1` values. A gap begins it again.
 * Source: MetaTrader's `StdDev.mq5` with `MODE_SMA`; TA-Lib's `ta_STDDEV.c`.
 */
export function standardDeviation(
  values: Float64Array,
  length: number,
  { kind = "population" }: DeviationChoice = {},
): Float64Array {
  checkLength("standardDeviation", length, kind === "sample" ? 2 : 1);
  return windowDeviation(values, length, kind === "sample" ? length - 1 : length);
}
