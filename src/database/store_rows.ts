/** What goes into the store and comes out of it, where the models of `src/models` do not say it already. */

import type { BarColumns, BrokerMs, SeriesKey, SymbolName, TerminalId } from "../models/mod.ts";

export type { ClockOffset } from "../models/mod.ts";

/** Closed bars of one series with their UTC open times (same length as the bars' columns). */
export interface SeriesBars extends SeriesKey {
  readonly bars: BarColumns;
  readonly utcMs: Float64Array;
}

export interface BarsStored {
  readonly inserted: number;
  /** Rows that were there with other values and now have these. */
  readonly corrected: number;
  readonly unchanged: number;
}

/** How far the store has come with one terminal: where to go on fetching. */
export interface SeriesEdge extends SeriesKey {
  readonly lastBarBrokerMs: BrokerMs;
}
export interface TickEdge {
  readonly symbol: SymbolName;
  readonly lastBrokerMs: BrokerMs;
  readonly lastOrdinal: number;
}

/** Which bars to load: the newest `limit` up to and including `toBrokerMs` (null: no bound). */
export interface BarsWanted extends SeriesKey {
  readonly terminal: TerminalId;
  readonly toBrokerMs: BrokerMs | null;
  readonly limit: number;
}

/** Rows that `prune` deleted. */
export interface RowsPruned {
  readonly ticks: number;
  readonly bars: number;
}
