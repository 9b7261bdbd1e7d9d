/** Three black crows. */

import type { OhlcColumns } from "./bar_series.ts";
import { candleMarch } from "./candle_march.ts";

/**
 * Three black crows: three falling candles, each of which opens in the body of the one before,
 * closes below it, and has a lower shadow no longer than its body. -1 where the third completes
 * them, otherwise 0.
 *
 * Unit: none. Range: -1 to 0. Warm-up: 2 bars. A gap begins it again.
 * Source: Nison, Japanese Candlestick Charting Techniques, with shares in place of his words.
 */
export function threeBlackCrows(bars: OhlcColumns): Float64Array {
  return candleMarch(bars, -1);
}
