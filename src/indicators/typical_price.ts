/** Typical price. */

import type { HlcColumns } from "./bar_series.ts";

/**
 * Typical price: the mean of high, low and close, which MetaTrader calls `PRICE_TYPICAL`.
 *
 * Unit: that of the prices. Warm-up: none. NaN where one of them is.
 */
export function typicalPrice({ high, low, close }: HlcColumns): Float64Array {
  return close.map((last, index) => {
    const price = (high[index]! + low[index]! + last) / 3;
    return Number.isFinite(price) ? price : NaN;
  });
}
