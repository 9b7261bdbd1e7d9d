/** Data that goes into and comes out of the store, where `src/models` has no type for it. */

import type {
  BarColumns,
  BrokerMs,
  SeriesKey,
  SymbolName,
  TerminalId,
  UnixMs,
} from "../models/mod.ts";

/** Closed bars of one series with their UTC open times (same length as the bars' columns). */
export interface SeriesBars extends SeriesKey {
  readonly bars: BarColumns;
  readonly utcMs: Float64Array;
}

export interface BarsStored {
  readonly inserted: number;
  /** Rows that were stored with other values and now have these. */
  readonly corrected: number;
  readonly unchanged: number;
}

/** The end of a stored series: where to continue fetching from a terminal. */
export interface SeriesEdge extends SeriesKey {
  readonly lastBarBrokerMs: BrokerMs;
}
export interface TickEdge {
  readonly symbol: SymbolName;
  readonly lastBrokerMs: BrokerMs;
  readonly lastOrdinal: number;
  readonly lastUtcMs: UnixMs;
  readonly bid: number;
  readonly ask: number;
}

/** Which bars to load: the newest `limit` up to and including `toBrokerMs` (null: no limit). */
export interface BarsWanted extends SeriesKey {
  readonly terminal: TerminalId;
  readonly toBrokerMs: BrokerMs | null;
  readonly limit: number;
}

/** Rows that were moved to `removed_bars` and `removed_ticks`. */
export interface PricesRemoved {
  readonly bars: number;
  readonly ticks: number;
}

/** Rows that `prune` deleted. */
export interface RowsPruned {
  readonly ticks: number;
  readonly bars: number;
}
