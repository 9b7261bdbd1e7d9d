/** The star between two candles, which turns a fall or a rise. */

import type { OhlcColumns } from "./bar_series.ts";
import { candleShape, candleSide, patternColumn } from "./candle_pattern.ts";

/**
 * A long candle against `side`, a small one, and one of `side` that closes beyond the middle of the
 * first one's body. A gap between them, as shares have it overnight, is not asked for.
 */
export function candleStar(bars: OhlcColumns, side: 1 | -1): Float64Array {
  const { open, close } = bars;
  return patternColumn(bars, {
    length: 3,
    sideAt(index) {
      if (candleSide(bars, index - 2) !== -side || candleSide(bars, index) !== side) return 0;
      const first = candleShape(bars, index - 2);
      const isLong = first.body >= 0.5 * first.range;
      const isSmall = candleShape(bars, index - 1).body <= 0.3 * first.body;
      const middle = (open[index - 2]! + close[index - 2]!) / 2;
      return isLong && isSmall && side * (close[index]! - middle) > 0 ? side : 0;
    },
  });
}
