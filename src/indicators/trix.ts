/** Change of the triple exponential average. */

import { checkLength, emptyColumn } from "./column.ts";
import { ema } from "./ema.ts";
import type { FlavourChoice } from "./flavour.ts";

/**
 * TRIX: how much an average of an average of an average has changed since the bar before, as a
 * share in MetaTrader and in percent in TA-Lib. The averages differ as those of `ema`.
 *
 * Unit: none. Warm-up: `3 * length - 2` values. A gap begins it again.
 * Source: MetaTrader's `TRIX.mq5`; TA-Lib's `ta_TRIX.c`.
 */
export function trix(
  values: Float64Array,
  length = 14,
  choice: FlavourChoice = {},
): Float64Array {
  checkLength("trix", length);
  const factor = choice.flavour === "talib" ? 100 : 1;
  const thrice = ema(ema(ema(values, length, choice), length, choice), length, choice);
  const result = emptyColumn(values.length);
  for (let index = 1; index < values.length; index++) {
    const before = thrice[index - 1]!;
    const change = thrice[index]! - before;
    if (Number.isFinite(change)) result[index] = before === 0 ? 0 : factor * (change / before);
  }
  return result;
}
