/** Evening star. */

import type { OhlcColumns } from "./bar_series.ts";
import { candleStar } from "./candle_star.ts";

/**
 * Evening star: a rising candle whose body is at least half of its range, one with a body of at
 * most three tenths of that, and a falling one that closes below the middle of the first body. -1
 * where the third completes it, otherwise 0.
 *
 * Unit: none. Range: -1 to 0. Warm-up: 2 bars. A gap begins it again.
 * Source: Nison, Japanese Candlestick Charting Techniques, without his gaps between the bodies.
 */
export function eveningStar(bars: OhlcColumns): Float64Array {
  return candleStar(bars, -1);
}
