/** Simple moving average. */

import { checkLength } from "./column.ts";
import { windowSums } from "./window_sums.ts";

/**
 * Simple moving average: the mean of the last `length` values. On whole points the sums are exact,
 * so that equal averages compare as equal.
 *
 * Unit: that of the values. Warm-up: `length - 1` values. A gap begins it again.
 * Source: MetaTrader's `iMA` with `MODE_SMA`; TA-Lib's SMA is the same.
 */
export function sma(values: Float64Array, length: number): Float64Array {
  checkLength("sma", length);
  return windowSums(values, length, length);
}
