/** Average true range in percent of the price. */

import { atr } from "./atr.ts";
import type { HlcColumns } from "./bar_series.ts";
import type { FlavourChoice } from "./flavour.ts";

/**
 * Normalised average true range: that of `atr`, in percent of the close.
 *
 * Unit: none, in percent. Warm-up: `length` bars. A gap begins it again.
 * Source: TA-Lib's `ta_NATR.c`; MetaTrader has none.
 */
export function natr(
  bars: HlcColumns,
  length = 14,
  choice: FlavourChoice = {},
): Float64Array {
  return atr(bars, length, choice).map((range, index) => 100 * (range / bars.close[index]!));
}
