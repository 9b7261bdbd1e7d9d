/** Engulfing candles. */

import type { OhlcColumns } from "./bar_series.ts";
import { candleShape, candleSide, patternColumn } from "./candle_pattern.ts";

/**
 * Engulfing: a candle of the other direction than the one before, whose body covers that one's body
 * and is larger. 1 where it rises, -1 where it falls, otherwise 0.
 *
 * Unit: none. Range: -1 to 1. Warm-up: 1 bar. A gap begins it again.
 * Source: Nison, Japanese Candlestick Charting Techniques.
 */
export function engulfing(bars: OhlcColumns): Float64Array {
  const { open, close } = bars;
  return patternColumn(bars, {
    length: 2,
    sideAt(index) {
      const side = candleSide(bars, index);
      if (side === 0 || candleSide(bars, index - 1) !== -side) return 0;
      const covers = side * (close[index - 1]! - open[index]!) >= 0 &&
        side * (close[index]! - open[index - 1]!) >= 0;
      const isLarger = candleShape(bars, index).body > candleShape(bars, index - 1).body;
      return covers && isLarger ? side : 0;
    },
  });
}
