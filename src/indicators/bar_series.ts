/** Bars as columns, as the indicators read them. */

import type { BarColumns } from "../models/mod.ts";

/**
 * Closed bars of one symbol, oldest first; all columns have the same length. Each indicator names
 * the columns that it reads, so that a part of a series is enough.
 */
export interface BarSeries {
  /** Open times, in milliseconds of the broker's clock. */
  readonly brokerMs: Float64Array;
  /** The first prices. */
  readonly open: Float64Array;
  /** The highest prices. */
  readonly high: Float64Array;
  /** The lowest prices. */
  readonly low: Float64Array;
  /** The last prices. */
  readonly close: Float64Array;
  /** What was traded; for most symbols of MetaTrader the number of price changes. */
  readonly volume: Float64Array;
}

/** High and low. */
export type RangeColumns = Pick<BarSeries, "high" | "low">;

/** High, low and close. */
export type HlcColumns = Pick<BarSeries, "high" | "low" | "close">;

/** High, low, close and volume. */
export type HlcvColumns = Pick<BarSeries, "high" | "low" | "close" | "volume">;

/** Open, high, low and close. */
export type OhlcColumns = Pick<BarSeries, "open" | "high" | "low" | "close">;

/** The columns of stored bars, with the volume of ticks or the traded one. Nothing is copied. */
export function barSeries(
  bars: BarColumns,
  volume: "tickVolume" | "realVolume" = "tickVolume",
): BarSeries {
  const { brokerMs, open, high, low, close } = bars;
  return { brokerMs, open, high, low, close, volume: bars[volume] };
}
