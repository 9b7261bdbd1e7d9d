/** Envelopes of a moving average. */

import { checkLength, checkPositive } from "./column.ts";
import type { ChannelLines } from "./donchian.ts";
import { windowSums } from "./window_sums.ts";

/** The options of `envelopes`. */
export interface EnvelopesOptions {
  /** How many percent the lines are away from the average. */
  readonly percent?: number;
}

/**
 * Envelopes: the simple average of `length` values, and lines some percent above and below it.
 *
 * Unit: that of the values. Warm-up: `length - 1` values. A gap begins it again.
 * Source: MetaTrader's `Envelopes.mq5` with its defaults.
 */
export function envelopes(
  values: Float64Array,
  length = 14,
  { percent = 0.1 }: EnvelopesOptions = {},
): ChannelLines {
  checkLength("envelopes", length);
  checkPositive("envelopes", "percent", percent);
  const middle = windowSums(values, length, length);
  return {
    upper: middle.map((mean) => (1 + percent / 100) * mean),
    middle,
    lower: middle.map((mean) => (1 - percent / 100) * mean),
  };
}
