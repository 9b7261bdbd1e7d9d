/** Bill Williams' Awesome Oscillator. */

import type { RangeColumns } from "./bar_series.ts";
import { medianPrice } from "./median_price.ts";
import { sma } from "./sma.ts";

/**
 * Awesome Oscillator by Bill Williams: the simple average of 5 median prices less that of 34.
 *
 * Unit: that of the prices. Warm-up: 33 bars. A gap begins it again.
 * Source: MetaTrader's `Awesome_Oscillator.mq5`.
 */
export function awesomeOscillator(bars: RangeColumns): Float64Array {
  const price = medianPrice(bars);
  const slow = sma(price, 34);
  return sma(price, 5).map((fast, index) => fast - slow[index]!);
}
