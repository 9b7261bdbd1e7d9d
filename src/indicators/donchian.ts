/** Donchian channel. */

import type { RangeColumns } from "./bar_series.ts";
import { checkLength } from "./column.ts";
import { windowExtreme } from "./window_extreme.ts";

/** A channel around the price. */
export interface ChannelLines {
  /** The upper line. */
  readonly upper: Float64Array;
  /** The line between. */
  readonly middle: Float64Array;
  /** The lower line. */
  readonly lower: Float64Array;
}

/**
 * Donchian channel: the highest high and the lowest low of the last `length` bars, this one
 * included, and their mean. A close cannot be outside of it: compare it with the previous bar's.
 *
 * Unit: that of the prices. Warm-up: `length - 1` bars. A gap in either column begins its line
 * again. Source: TradingView's Donchian Channels.
 */
export function donchian({ high, low }: RangeColumns, length = 20): ChannelLines {
  checkLength("donchian", length);
  const upper = windowExtreme(high, { length, extreme: "highest", of: "value" });
  const lower = windowExtreme(low, { length, extreme: "lowest", of: "value" });
  return { upper, middle: upper.map((top, index) => (top + lower[index]!) / 2), lower };
}
