/** Lowest value of the last ones. */

import { checkLength } from "./column.ts";
import { windowExtreme } from "./window_extreme.ts";

/**
 * The lowest of the last `length` values, the newest included.
 *
 * Unit: that of the values. Warm-up: `length - 1` values. A gap begins it again.
 * Source: TradingView's `ta.lowest`; TA-Lib's MIN is the same.
 */
export function lowest(values: Float64Array, length: number): Float64Array {
  checkLength("lowest", length);
  return windowExtreme(values, { length, extreme: "lowest", of: "value" });
}
