/** Doji. */

import type { OhlcColumns } from "./bar_series.ts";
import { candleShape, patternColumn } from "./candle_pattern.ts";

/** The largest body, as a share of the range. */
const largestBody = 0.1;

/**
 * Doji: a candle whose body is at most a tenth of its range. 1 where there is one, otherwise 0.
 *
 * Unit: none. Range: 0 to 1. Warm-up: none. NaN at a gap.
 * Source: Nison, Japanese Candlestick Charting Techniques, with shares in place of his words.
 */
export function doji(bars: OhlcColumns): Float64Array {
  return patternColumn(bars, {
    length: 1,
    sideAt(index) {
      const { body, range } = candleShape(bars, index);
      return body <= largestBody * range ? 1 : 0;
    },
  });
}
