/** Hammer. */

import type { OhlcColumns } from "./bar_series.ts";
import { candleShape, patternColumn } from "./candle_pattern.ts";

/**
 * Hammer: the lower shadow is at least twice the body and six tenths of the range, the upper one at
 * most a tenth. 1 where there is one, otherwise 0. Only the shape is looked at: whether prices fell
 * before, which the name asks for, is the strategy's to say.
 *
 * Unit: none. Range: 0 to 1. Warm-up: none. NaN at a gap.
 * Source: Nison, Japanese Candlestick Charting Techniques, with shares in place of his words.
 */
export function hammer(bars: OhlcColumns): Float64Array {
  return patternColumn(bars, {
    length: 1,
    sideAt(index) {
      const { body, range, upperShadow, lowerShadow } = candleShape(bars, index);
      const isLong = range > 0 && lowerShadow >= 2 * body && lowerShadow >= 0.6 * range;
      return isLong && upperShadow <= 0.1 * range ? 1 : 0;
    },
  });
}
