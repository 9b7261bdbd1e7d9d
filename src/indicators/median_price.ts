/** Median price. */

import type { RangeColumns } from "./bar_series.ts";

/**
 * Median price: the mean of high and low, which MetaTrader calls `PRICE_MEDIAN`.
 *
 * Unit: that of the prices. Warm-up: none. NaN where high or low is.
 */
export function medianPrice({ high, low }: RangeColumns): Float64Array {
  return high.map((top, index) => {
    const price = (top + low[index]!) / 2;
    return Number.isFinite(price) ? price : NaN;
  });
}
