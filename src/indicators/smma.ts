/** Smoothed moving average, also known as Wilder's or running moving average (RMA). */

import { checkLength, emptyColumn } from "./column.ts";

/**
 * Smoothed moving average: begins with the mean of the first `length` values; from then on each
 * value moves it by 1 / length of the distance. Wilder's averages (RMA) are the same.
 *
 * Unit: that of the values. Warm-up: `length - 1` values. A gap begins it again.
 * Source: MetaTrader's `iMA` with `MODE_SMMA`; Wilder, New Concepts in Technical Trading Systems.
 */
export function smma(values: Float64Array, length: number): Float64Array {
  checkLength("smma", length);
  const result = emptyColumn(values.length);
  let average = 0;
  let count = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (!Number.isFinite(value)) {
      average = count = 0;
      continue;
    }
    count++;
    if (count > length) average += (value - average) / length;
    else {
      average += value;
      if (count === length) average /= length;
    }
    if (count >= length) result[index] = average;
  }
  return result;
}
