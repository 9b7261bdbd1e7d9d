/** Triple exponential moving average. */

import { checkLength } from "./column.ts";
import { ema } from "./ema.ts";
import type { FlavourChoice } from "./flavour.ts";

/**
 * Triple exponential moving average: three times the average, less three times the average of it,
 * plus the average of that. The flavours differ as those of `ema`.
 *
 * Unit: that of the values. Warm-up: `3 * length - 3` values. A gap begins it again.
 * Source: MetaTrader's `TEMA.mq5`; TA-Lib's `ta_TEMA.c`.
 */
export function tema(
  values: Float64Array,
  length: number,
  choice: FlavourChoice = {},
): Float64Array {
  checkLength("tema", length);
  const once = ema(values, length, choice);
  const twice = ema(once, length, choice);
  const thrice = ema(twice, length, choice);
  for (let index = 0; index < values.length; index++) {
    thrice[index] = 3 * once[index]! - 3 * twice[index]! + thrice[index]!;
  }
  return thrice;
}
