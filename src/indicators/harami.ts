/** Harami. */

import type { OhlcColumns } from "./bar_series.ts";
import { candleShape, candleSide, patternColumn } from "./candle_pattern.ts";

/**
 * Harami: a candle of the other direction than the one before, whose body lies in that one's body
 * and is smaller. 1 where it rises, -1 where it falls, otherwise 0.
 *
 * Unit: none. Range: -1 to 1. Warm-up: 1 bar. A gap begins it again.
 * Source: Nison, Japanese Candlestick Charting Techniques.
 */
export function harami(bars: OhlcColumns): Float64Array {
  const { open, close } = bars;
  return patternColumn(bars, {
    length: 2,
    sideAt(index) {
      const side = candleSide(bars, index);
      if (side === 0 || candleSide(bars, index - 1) !== -side) return 0;
      const liesIn = side * (open[index]! - close[index - 1]!) >= 0 &&
        side * (open[index - 1]! - close[index]!) >= 0;
      const isSmaller = candleShape(bars, index).body < candleShape(bars, index - 1).body;
      return liesIn && isSmaller ? side : 0;
    },
  });
}
