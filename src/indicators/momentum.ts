/** Momentum. */

import { checkLength, emptyColumn } from "./column.ts";
import type { FlavourChoice } from "./flavour.ts";

/**
 * Momentum against `length` values ago: MetaTrader's is the value in percent of that one, around
 * 100 (and 100 where that one was 0); TA-Lib's is the difference, around 0.
 *
 * Unit: none in MetaTrader, that of the values in TA-Lib. Warm-up: `length` values. A gap begins it
 * again. Source: MetaTrader's `Momentum.mq5`; TA-Lib's `ta_MOM.c`.
 */
export function momentum(
  values: Float64Array,
  length = 14,
  { flavour = "metatrader" }: FlavourChoice = {},
): Float64Array {
  checkLength("momentum", length);
  const isDifference = flavour === "talib";
  const result = emptyColumn(values.length);
  let count = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    count = Number.isFinite(value) ? count + 1 : 0;
    if (count <= length) continue;
    const before = values[index - length]!;
    if (isDifference) result[index] = value - before;
    else result[index] = before === 0 ? 100 : value * 100 / before;
  }
  return result;
}
