/** Three white soldiers. */

import type { OhlcColumns } from "./bar_series.ts";
import { candleMarch } from "./candle_march.ts";

/**
 * Three white soldiers: three rising candles, each of which opens in the body of the one before,
 * closes above it, and has an upper shadow no longer than its body. 1 where the third completes
 * them, otherwise 0.
 *
 * Unit: none. Range: 0 to 1. Warm-up: 2 bars. A gap begins it again.
 * Source: Nison, Japanese Candlestick Charting Techniques, with shares in place of his words.
 */
export function threeWhiteSoldiers(bars: OhlcColumns): Float64Array {
  return candleMarch(bars, 1);
}
