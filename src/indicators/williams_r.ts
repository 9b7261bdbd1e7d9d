/** Williams' percent range. */

import type { HlcColumns } from "./bar_series.ts";
import { checkLength, emptyColumn } from "./column.ts";
import type { FlavourChoice } from "./flavour.ts";
import { windowExtreme } from "./window_extreme.ts";

/**
 * Williams' percent range: how far the close is below the highest high, in percent of the range of
 * the last `length` bars. Where there is no range, MetaTrader repeats the value before (0 when
 * there is none) and TA-Lib has 0.
 *
 * Unit: none. Range: -100 to 0. Warm-up: `length - 1` bars. A gap begins it again.
 * Source: MetaTrader's `WPR.mq5`; TA-Lib's `ta_WILLR.c`.
 */
export function williamsR(
  { high, low, close }: HlcColumns,
  length = 14,
  { flavour = "metatrader" }: FlavourChoice = {},
): Float64Array {
  checkLength("williamsR", length);
  const top = windowExtreme(high, { length, extreme: "highest", of: "value" });
  const bottom = windowExtreme(low, { length, extreme: "lowest", of: "value" });
  const result = emptyColumn(close.length);
  for (let index = length - 1; index < close.length; index++) {
    const range = top[index]! - bottom[index]!;
    const below = top[index]! - close[index]!;
    if (!Number.isFinite(range + below)) continue;
    const before = index === 0 ? NaN : result[index - 1]!;
    const still = flavour === "talib" || Number.isNaN(before) ? 0 : before;
    // Taken from 0, so that the top of the range is 0 and not -0.
    result[index] = range === 0 ? still : 0 - 100 * (below / range);
  }
  return result;
}
