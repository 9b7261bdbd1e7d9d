/** Chaikin money flow. */

import type { HlcvColumns } from "./bar_series.ts";
import { checkLength } from "./column.ts";
import { windowSums } from "./window_sums.ts";

/**
 * Chaikin money flow: volume weighted by where the close is in the range of its bar (1 at the high,
 * -1 at the low), as a share of all volume of the last `length` bars. A bar without a range weighs
 * 0, and so does a window without volume.
 *
 * Unit: none. Range: -1 to 1. Warm-up: `length - 1` bars. A gap begins it again.
 * Source: TradingView's Chaikin Money Flow.
 */
export function chaikinMoneyFlow(
  { high, low, close, volume }: HlcvColumns,
  length = 20,
): Float64Array {
  checkLength("chaikinMoneyFlow", length);
  const flow = volume.map((traded, index) => {
    const range = high[index]! - low[index]!;
    const place = 2 * close[index]! - low[index]! - high[index]!;
    if (range === 0) return Number.isFinite(place) ? 0 * traded : NaN;
    return traded * (place / range);
  });
  const weights = volume.map((traded, index) => Number.isFinite(flow[index]) ? traded : NaN);
  const traded = windowSums(weights, length);
  return windowSums(flow, length).map((sum, index) =>
    traded[index] === 0 ? 0 : sum / traded[index]!
  );
}
