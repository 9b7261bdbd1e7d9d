/**
 * The interface through which a simulated terminal gets its prices: `seeded_market.ts` generates
 * them, `replay/replay_feed.ts` reads them from a file. All data are requested by time, so that
 * stream and history return the same rows.
 */

import type { BarColumns, BrokerMs, TickColumns, Timeframe } from "../../models/mod.ts";
import type { WireSymbol } from "../../mt5/wire_symbols.ts";

/** Symbols are the broker's names here. */
export interface BarQuery {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** Open time of the first bar, inclusive; 0 requests the newest `limit` bars. */
  readonly fromMs: BrokerMs;
  readonly limit: number;
}

export interface TickQuery {
  readonly symbol: string;
  /** Time of the first tick, inclusive. */
  readonly fromMs: BrokerMs;
  /** The number of ticks at exactly `fromMs` that the caller already has. */
  readonly skip: number;
  readonly limit: number;
}

export interface BarHistory {
  readonly bars: BarColumns;
  /** There are more closed bars. */
  readonly more: boolean;
}

export interface TickHistory {
  readonly ticks: TickColumns;
  /** There are more ticks up to now. */
  readonly more: boolean;
}

/**
 * Prices by time. The same query with the same `nowMs` always returns the same rows; a later
 * `nowMs` only adds rows.
 */
export interface MarketFeed {
  readonly symbols: readonly WireSymbol[];
  /** Whether bars of this period are available. */
  supports(timeframe: Timeframe): boolean;
  /**
   * The bars that are closed at `nowMs`, oldest first. The symbol must be in `symbols`, the
   * timeframe supported.
   */
  bars(query: BarQuery, nowMs: BrokerMs): BarHistory;
  /** The ticks up to and including `nowMs`. The symbol must be in `symbols`. */
  ticks(query: TickQuery, nowMs: BrokerMs): TickHistory;
}
