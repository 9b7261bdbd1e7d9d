/** SuperTrend. */

import { atr } from "./atr.ts";
import type { HlcColumns } from "./bar_series.ts";
import { checkLength, checkPositive, emptyColumn } from "./column.ts";

/** The lines of SuperTrend. */
export interface SuperTrendLines {
  /** The stop: below the price in a rise, above it in a fall. */
  readonly line: Float64Array;
  /** 1 in a rise, -1 in a fall. */
  readonly direction: Float64Array;
}

/** The options of `superTrend`. */
export interface SuperTrendOptions {
  /** How many average true ranges the stop is away from the median price. */
  readonly multiplier?: number;
}

/**
 * SuperTrend: a stop some average true ranges (as smoothed by Wilder) from the median price, which
 * only follows the trend until a close beyond it turns the trend. It begins as a rise where the
 * first close is at the median price or above.
 *
 * Unit: that of the prices; the direction has none. Warm-up: `length` bars. A gap begins it again.
 * Source: TradingView's `ta.supertrend`.
 */
export function superTrend(
  bars: HlcColumns,
  length = 10,
  { multiplier = 3 }: SuperTrendOptions = {},
): SuperTrendLines {
  checkLength("superTrend", length);
  checkPositive("superTrend", "multiplier", multiplier);
  const { high, low, close } = bars;
  const range = atr(bars, length, { flavour: "talib" });
  const lines = { line: emptyColumn(close.length), direction: emptyColumn(close.length) };
  let [upper, lower, direction] = [Infinity, -Infinity, 0];
  for (let index = 1; index < close.length; index++) {
    const distance = multiplier * range[index]!;
    if (Number.isNaN(distance)) {
      [upper, lower, direction] = [Infinity, -Infinity, 0];
      continue;
    }
    const median = (high[index]! + low[index]!) / 2;
    const [last, before] = [close[index]!, close[index - 1]!];
    if (median + distance < upper || before > upper) upper = median + distance;
    if (median - distance > lower || before < lower) lower = median - distance;
    if (direction === 0) direction = last >= median ? 1 : -1;
    else if (direction < 0 ? last > upper : last < lower) direction = -direction;
    lines.line[index] = direction > 0 ? lower : upper;
    lines.direction[index] = direction;
  }
  return lines;
}
