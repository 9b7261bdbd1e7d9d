/** Exponential moving average. */

import { checkLength, emptyColumn } from "./column.ts";
import type { FlavourChoice } from "./flavour.ts";

/**
 * Exponential moving average with the weight 2 / (length + 1).
 *
 * MetaTrader begins with the first value, TA-Lib with the mean of the first `length`. The two come
 * together: after ten lengths the beginning weighs less than 1e-8.
 *
 * Unit: that of the values. Warm-up: `length - 1` values, during which MetaTrader's already counts
 * but is not drawn. A gap begins it again.
 * Source: `ExponentialMAOnBuffer` of MetaTrader's `MovingAverages.mqh`; TA-Lib's `ta_EMA.c`.
 */
export function ema(
  values: Float64Array,
  length: number,
  { flavour = "metatrader" }: FlavourChoice = {},
): Float64Array {
  checkLength("ema", length);
  const result = emptyColumn(values.length);
  const weight = 2 / (length + 1);
  const seedLength = flavour === "talib" ? length : 1;
  let average = 0;
  let count = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (!Number.isFinite(value)) {
      average = count = 0;
      continue;
    }
    count++;
    if (count > seedLength) average += weight * (value - average);
    else {
      average += value;
      if (count === seedLength) average /= seedLength;
    }
    if (count >= length) result[index] = average;
  }
  return result;
}
