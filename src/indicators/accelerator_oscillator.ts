/** Bill Williams' Accelerator Oscillator. */

import { awesomeOscillator } from "./awesome_oscillator.ts";
import type { RangeColumns } from "./bar_series.ts";
import { sma } from "./sma.ts";

/**
 * Accelerator Oscillator by Bill Williams: the Awesome Oscillator less its simple average of 5.
 *
 * Unit: that of the prices. Warm-up: 37 bars. A gap begins it again.
 * Source: MetaTrader's `Accelerator.mq5`.
 */
export function acceleratorOscillator(bars: RangeColumns): Float64Array {
  const awesome = awesomeOscillator(bars);
  const average = sma(awesome, 5);
  return awesome.map((value, index) => value - average[index]!);
}
