/** Hull moving average. */

import { checkLength } from "./column.ts";
import { wma } from "./wma.ts";

/**
 * Hull moving average: twice the weighted average of half the length less that of the whole one,
 * smoothed over the root of the length. Half and root are rounded down.
 *
 * Unit: that of the values. Warm-up: `length + floor(sqrt(length)) - 2` values. A gap begins it
 * again. Source: TradingView's `ta.hma`.
 */
export function hma(values: Float64Array, length: number): Float64Array {
  checkLength("hma", length);
  const half = wma(values, Math.max(1, Math.floor(length / 2)));
  const whole = wma(values, length);
  for (let index = 0; index < values.length; index++) {
    whole[index] = 2 * half[index]! - whole[index]!;
  }
  return wma(whole, Math.floor(Math.sqrt(length)));
}
