/** Fast stochastic oscillator. */

import type { HlcColumns } from "./bar_series.ts";
import type { FlavourChoice } from "./flavour.ts";
import { stochastic, type StochasticLines } from "./stochastic.ts";

/** The options of `stochasticFast`. */
export interface StochasticFastOptions extends FlavourChoice {
  /** How many bars the range is made of. */
  readonly k?: number;
  /** The length of the signal line. */
  readonly d?: number;
}

/**
 * Fast stochastic oscillator: as `stochastic`, with a main line that is not smoothed.
 *
 * Unit: none. Range: 0 to 100. Warm-up: `k - 1` bars, the signal `d - 1` more. A gap begins it
 * again. Source: MetaTrader's `Stochastic.mq5` with a slowing of 1; TA-Lib's `ta_STOCHF.c`.
 */
export function stochasticFast(
  bars: HlcColumns,
  options: StochasticFastOptions = {},
): StochasticLines {
  return stochastic(bars, { ...options, slowing: 1 });
}
