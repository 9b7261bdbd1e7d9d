/** Average price weighted by volume, of the last bars. */

import type { HlcvColumns } from "./bar_series.ts";
import { checkLength } from "./column.ts";
import { typicalPrice } from "./typical_price.ts";
import { windowSums } from "./window_sums.ts";

/**
 * Volume-weighted average of the typical prices of the last `length` bars.
 *
 * Unit: that of the prices. Warm-up: `length - 1` bars. NaN where the window has no volume. A gap
 * begins it again. Source: TradingView's `ta.vwma(hlc3, length)`.
 */
export function rollingVwap(bars: HlcvColumns, length: number): Float64Array {
  checkLength("rollingVwap", length);
  const money = typicalPrice(bars).map((price, index) => price * bars.volume[index]!);
  const result = windowSums(money, length);
  const traded = windowSums(bars.volume, length);
  return result.map((sum, index) => traded[index]! > 0 ? sum / traded[index]! : NaN);
}
