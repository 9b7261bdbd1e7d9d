/** Average true range. */

import type { HlcColumns } from "./bar_series.ts";
import { checkLength } from "./column.ts";
import type { FlavourChoice } from "./flavour.ts";
import { smma } from "./smma.ts";
import { trueRange } from "./true_range.ts";
import { windowSums } from "./window_sums.ts";

/**
 * Average true range: MetaTrader's is the plain mean of the last `length` true ranges, TA-Lib's is
 * smoothed as Wilder did.
 *
 * Unit: that of the prices, from 0. Warm-up: `length` bars. A gap begins it again.
 * Source: MetaTrader's `ATR.mq5`; TA-Lib's `ta_ATR.c`.
 */
export function atr(
  bars: HlcColumns,
  length = 14,
  { flavour = "metatrader" }: FlavourChoice = {},
): Float64Array {
  checkLength("atr", length);
  const ranges = trueRange(bars);
  return flavour === "talib" ? smma(ranges, length) : windowSums(ranges, length, length);
}
