/** Heikin-Ashi bars. */

import type { OhlcColumns } from "./bar_series.ts";
import { emptyColumn } from "./column.ts";

/**
 * Heikin-Ashi: the close is the mean of the bar, the open the middle of the bar before. The first
 * bar is taken as it is.
 *
 * Unit: that of the prices. Warm-up: none, though the first bars depend on where the series begins.
 * A gap begins it again. Source: MetaTrader's `Heiken_Ashi.mq5`.
 */
export function heikinAshi(bars: OhlcColumns): OhlcColumns {
  const size = bars.close.length;
  const [open, high] = [emptyColumn(size), emptyColumn(size)];
  const [low, close] = [emptyColumn(size), emptyColumn(size)];
  let [openBefore, closeBefore] = [NaN, NaN];
  for (let index = 0; index < size; index++) {
    const [first, top] = [bars.open[index]!, bars.high[index]!];
    const [bottom, last] = [bars.low[index]!, bars.close[index]!];
    const mean = (first + top + bottom + last) / 4;
    if (!Number.isFinite(mean)) {
      openBefore = closeBefore = NaN;
      continue;
    }
    const isFirst = Number.isNaN(openBefore);
    openBefore = isFirst ? first : (openBefore + closeBefore) / 2;
    closeBefore = isFirst ? last : mean;
    open[index] = openBefore;
    close[index] = closeBefore;
    high[index] = Math.max(top, openBefore, closeBefore);
    low[index] = Math.min(bottom, openBefore, closeBefore);
  }
  return { open, high, low, close };
}
