/**
 * The port a simulated terminal gets its prices from: `seeded_market.ts` makes them, `replay/replay_feed.ts` reads
 * them from a file. Everything is asked for by time, so that stream and history are the same rows.
 */

import type { BarColumns, BrokerMs, TickColumns, Timeframe } from "../models/mod.ts";
import type { WireSymbol } from "../mt5/wire.ts";

/** Symbols here are the broker's names. */
export interface BarQuery {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** Open time of the first bar, inclusive; 0 asks for the newest `limit` bars. */
  readonly fromMs: BrokerMs;
  readonly limit: number;
}

export interface TickQuery {
  readonly symbol: string;
  /** Time of the first tick, inclusive. */
  readonly fromMs: BrokerMs;
  /** Ticks at exactly `fromMs` that the asker has already. */
  readonly skip: number;
  readonly limit: number;
}

export interface BarHistory {
  readonly bars: BarColumns;
  /** More closed bars follow. */
  readonly more: boolean;
}

export interface TickHistory {
  readonly ticks: TickColumns;
  /** More ticks up to now follow. */
  readonly more: boolean;
}

/** Prices by time. The same question at the same `nowMs` has the same answer; later ones only add rows. */
export interface PriceFeed {
  readonly symbols: readonly WireSymbol[];
  /** Can bars of this period be made? */
  supports(timeframe: Timeframe): boolean;
  /** Bars closed at `nowMs`, oldest first. The symbol must be one of `symbols`, the timeframe supported. */
  bars(query: BarQuery, nowMs: BrokerMs): BarHistory;
  /** Ticks up to `nowMs`, inclusive. The symbol must be one of `symbols`. */
  ticks(query: TickQuery, nowMs: BrokerMs): TickHistory;
}
