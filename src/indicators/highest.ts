/** Highest value of the last ones. */

import { checkLength } from "./column.ts";
import { windowExtreme } from "./window_extreme.ts";

/**
 * The highest of the last `length` values, the newest included.
 *
 * Unit: that of the values. Warm-up: `length - 1` values. A gap begins it again.
 * Source: TradingView's `ta.highest`; TA-Lib's MAX is the same.
 */
export function highest(values: Float64Array, length: number): Float64Array {
  checkLength("highest", length);
  return windowExtreme(values, { length, extreme: "highest", of: "value" });
}
