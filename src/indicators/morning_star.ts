/** Morning star. */

import type { OhlcColumns } from "./bar_series.ts";
import { candleStar } from "./candle_star.ts";

/**
 * Morning star: a falling candle whose body is at least half of its range, one with a body of at
 * most three tenths of that, and a rising one that closes above the middle of the first body. 1
 * where the third completes it, otherwise 0.
 *
 * Unit: none. Range: 0 to 1. Warm-up: 2 bars. A gap begins it again.
 * Source: Nison, Japanese Candlestick Charting Techniques, without his gaps between the bodies.
 */
export function morningStar(bars: OhlcColumns): Float64Array {
  return candleStar(bars, 1);
}
