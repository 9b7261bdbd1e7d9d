/** Linearly weighted moving average. */

import { checkLength, emptyColumn } from "./column.ts";

/**
 * Weighted moving average of the last `length` values: the newest weighs `length`, the oldest 1.
 *
 * Unit: that of the values. Warm-up: `length - 1` values. A gap begins it again.
 * Source: MetaTrader's `iMA` with `MODE_LWMA`; TA-Lib's WMA is the same.
 */
export function wma(values: Float64Array, length: number): Float64Array {
  checkLength("wma", length);
  const result = emptyColumn(values.length);
  const weights = length * (length + 1) / 2;
  let sum = 0;
  let weighted = 0;
  let count = 0;
  let untilFresh = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (!Number.isFinite(value)) {
      sum = weighted = count = 0;
      continue;
    }
    count++;
    if (count <= length) {
      sum += value;
      weighted += count * value;
      if (count < length) continue;
      untilFresh = length;
    } else if (--untilFresh > 0) {
      weighted += length * value - sum;
      sum += value - values[index - length]!;
    } else {
      // Added up again once in every window, so that rounding does not add up over a series.
      sum = weighted = 0;
      for (let weight = 1; weight <= length; weight++) {
        const back = values[index - length + weight]!;
        sum += back;
        weighted += weight * back;
      }
      untilFresh = length;
    }
    result[index] = weighted / weights;
  }
  return result;
}
