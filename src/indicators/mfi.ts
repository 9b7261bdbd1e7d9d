/** Money flow index. */

import type { HlcvColumns } from "./bar_series.ts";
import { checkLength, emptyColumn } from "./column.ts";
import type { FlavourChoice } from "./flavour.ts";
import { typicalPrice } from "./typical_price.ts";
import { windowSums } from "./window_sums.ts";

/**
 * Money flow index: the share of rising bars in typical price times volume of the last `length`
 * bars. Where no money flows, MetaTrader has 100 and TA-Lib 0 (it takes less than 1 for none).
 *
 * Unit: none. Range: 0 to 100. Warm-up: `length` bars. A gap begins it again.
 * Source: MetaTrader's `MFI.mq5`; TA-Lib's `ta_MFI.c`.
 */
export function mfi(
  bars: HlcvColumns,
  length = 14,
  { flavour = "metatrader" }: FlavourChoice = {},
): Float64Array {
  checkLength("mfi", length);
  const price = typicalPrice(bars);
  const rising = emptyColumn(price.length);
  const falling = emptyColumn(price.length);
  for (let index = 1; index < price.length; index++) {
    const [before, now] = [price[index - 1]!, price[index]!];
    const flow = now * bars.volume[index]!;
    // The bar before has to be whole, as it is for every other indicator.
    if (!Number.isFinite(before + flow + bars.volume[index - 1]!)) continue;
    rising[index] = now > before ? flow : 0;
    falling[index] = now < before ? flow : 0;
  }
  const up = windowSums(rising, length);
  const down = windowSums(falling, length);
  return up.map((flow, index) => {
    const all = flow + down[index]!;
    if (flavour === "talib") return all < 1 ? 0 : 100 * (flow / all);
    return all === 0 ? 100 : 100 * (flow / all);
  });
}
