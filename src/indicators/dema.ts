/** Double exponential moving average. */

import { checkLength } from "./column.ts";
import { ema } from "./ema.ts";
import type { FlavourChoice } from "./flavour.ts";

/**
 * Double exponential moving average: twice the average less the average of it. The flavours differ
 * as those of `ema`.
 *
 * Unit: that of the values. Warm-up: `2 * length - 2` values. A gap begins it again.
 * Source: MetaTrader's `DEMA.mq5`; TA-Lib's `ta_DEMA.c`.
 */
export function dema(
  values: Float64Array,
  length: number,
  choice: FlavourChoice = {},
): Float64Array {
  checkLength("dema", length);
  const once = ema(values, length, choice);
  const twice = ema(once, length, choice);
  for (let index = 0; index < values.length; index++) {
    twice[index] = 2 * once[index]! - twice[index]!;
  }
  return twice;
}
