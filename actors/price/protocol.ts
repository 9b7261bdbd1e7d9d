/** Messages of the price actor: the terminals' stream, and the scheduler's fetch tasks. */

import type {
  BarColumns,
  BrokerMs,
  PerAccount,
  Quote,
  Result,
  SeriesKey,
  SymbolName,
  TerminalId,
  TickBatch,
  UnixMs,
  WantedSymbol,
} from "../../src/models/mod.ts";
import type { StoreError } from "../../src/database/store_error.ts";
import type { SymbolState } from "../../src/price/symbol_state.ts";
import type { CallError, SyncedTerminal } from "../mt5/protocol.ts";
import type { PriceAge } from "../../src/price/freshness.ts";
import type { AskError } from "../../src/runtime/protocol.ts";

export type PriceEvent =
  /**
   * A terminal is connected and described; its ticks and bars follow. Sent again after each
   * reconnect and after a restart of this actor. The subscription already exists, so history
   * requested from here on and the stream together include every tick.
   */
  | {
    readonly type: "terminal_synced";
    readonly terminal: TerminalId;
    readonly synced: SyncedTerminal;
  }
  | { readonly type: "terminal_lost"; readonly terminal: TerminalId; readonly reason: string }
  /**
   * New ticks, in order for each symbol. `utcOffsetMs` is server time minus UTC at these ticks. Two
   * of these messages may be merged in the queue, but never across another event of the terminal.
   */
  | {
    readonly type: "ticks_received";
    readonly terminal: TerminalId;
    readonly batches: readonly TickBatch[];
    readonly utcOffsetMs: number;
    readonly receivedMs: UnixMs;
    /** The latest possible server time when this is sent. */
    readonly serverNowMs: BrokerMs;
    /** The latest time that a tick can have when this is sent. */
    readonly believedToMs: BrokerMs;
  }
  /** The terminal reports that these bars have closed. */
  | {
    readonly type: "bars_closed";
    readonly terminal: TerminalId;
    readonly series: SeriesKey;
    readonly bars: BarColumns;
    readonly utcMs: Float64Array;
    /** The latest time that a bar can have when this is sent. */
    readonly believedToMs: BrokerMs;
  }
  /**
   * The terminal has been connected to its broker for some seconds; or not (any more), so that its
   * bars may be cut short. A terminal in sync counts as settled until this says otherwise.
   */
  | {
    readonly type: "broker_settled";
    readonly terminal: TerminalId;
    readonly isSettled: boolean;
  }
  /**
   * The stream of this terminal lost messages, whose content must be fetched. Sent before anything
   * that came after the loss.
   */
  | { readonly type: "stream_gap"; readonly terminal: TerminalId; readonly missed: number };

/** Why a symbol could not be fetched, or not from every terminal. */
export type FetchError = CallError | StoreError | AskError | { readonly code: "no_terminal" };

export interface FetchReport {
  readonly symbol: SymbolName;
  readonly barsStored: number;
  readonly barsCorrected: number;
  /** Missing bars that the terminal could not provide. */
  readonly barsMissing: number;
}

/** One symbol of one terminal on the status page. */
export interface SymbolStatus {
  readonly terminal: TerminalId;
  readonly quote: Quote | null;
  readonly symbol: SymbolName;
  /** Its price is live: history before the stream is complete, though bars may still be missing. */
  readonly isLive: boolean;
  /** For display, by STALE_AFTER. Orders are judged by MAX_PRICE_AGE. */
  readonly stale: boolean;
  /** Age of the last accepted tick; null before the first. */
  readonly lastTickAgeMs: number | null;
  readonly lastBarBrokerMs: BrokerMs | null;
  readonly state: SymbolState;
}

/** Requests the latest accepted quote of every symbol that has one. */
export interface QuotesQuestion {
  /** No options: `{}`. */
  readonly request: Record<never, never>;
  /** One quote for each symbol of each terminal. */
  readonly reply: readonly Quote[];
}

export type PriceProtocol = {
  tell: PriceEvent;
  ask: {
    /**
     * Fetches and stores the symbol's new closed bars from every terminal in sync. `readAhead`
     * names symbols whose fetch tasks follow: they are fetched at the same time, so that their
     * tasks find the result.
     */
    fetch_prices: {
      request: { symbol: SymbolName; readAhead: readonly SymbolName[] };
      reply: Result<FetchReport, FetchError>;
    };
    /**
     * The latest price of one symbol of one terminal, and what its freshness depends on; null
     * without one.
     */
    quote: {
      request: { readonly terminal: TerminalId; readonly symbol: SymbolName };
      reply: ({ readonly quote: Quote; readonly ageMs: number } & PriceAge) | null;
    };
    quotes: QuotesQuestion;
    symbols: { request: Record<never, never>; reply: readonly SymbolStatus[] };
  };
};

/** What may differ between accounts. */
export interface PriceSettings {
  readonly wanted: readonly WantedSymbol[];
  /** Bars to fetch for a series that is not in the store yet. */
  readonly backfillBars: number;
  readonly storeTicks: boolean;
  /** A symbol without a tick for this long is stale. */
  readonly staleAfterMs: number;
  /** Ticks farther than this from the previous price, in percent, are rejected as outliers. */
  readonly maxJumpPct: number;
}

export type PriceConfig = PerAccount<PriceSettings>;
