/**
 * What the price actor understands: the terminals' stream, and the fetch tasks of the scheduler.
 */

import type {
  BarColumns,
  BrokerMs,
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
import type { CallError, SyncedTerminal } from "../mt5/protocol.ts";
import type { AskError } from "../../src/runtime/protocol.ts";

export type PriceEvent =
  /**
   * A terminal is connected and described; its ticks and bars follow. Said again after each
   * reconnect and when this actor restarts. The subscription was there before, so history asked for
   * after this and the stream leave no tick out.
   */
  | {
    readonly type: "terminal_synced";
    readonly terminal: TerminalId;
    readonly synced: SyncedTerminal;
  }
  | { readonly type: "terminal_lost"; readonly terminal: TerminalId; readonly reason: string }
  /**
   * New ticks, each symbol's in order. `utcOffsetMs` is server time minus UTC at these ticks. Two
   * of them may be merged while they wait, but never across another event of the terminal.
   */
  | {
    readonly type: "ticks_received";
    readonly terminal: TerminalId;
    readonly batches: readonly TickBatch[];
    readonly utcOffsetMs: number;
    readonly receivedMs: UnixMs;
    /** The latest that it may be at the server as this is told. */
    readonly serverNowMs: BrokerMs;
  }
  /** The terminal says that these bars have closed. */
  | {
    readonly type: "bars_closed";
    readonly terminal: TerminalId;
    readonly series: SeriesKey;
    readonly bars: BarColumns;
    readonly utcMs: Float64Array;
  }
  /**
   * The stream of this terminal lost messages: what they held must be fetched. Told before anything
   * that came after the loss.
   */
  | { readonly type: "stream_gap"; readonly terminal: TerminalId; readonly missed: number };

/** Why a symbol could not be fetched, or not from every terminal. */
export type FetchError = CallError | StoreError | AskError | { readonly code: "no_terminal" };

export interface FetchReport {
  readonly symbol: SymbolName;
  readonly barsStored: number;
  readonly barsCorrected: number;
  /** Bars known to be missing that the terminal could not give. */
  readonly barsMissing: number;
}

/** One symbol of one terminal as the status page shows it. */
export interface SymbolStatus {
  readonly terminal: TerminalId;
  readonly quote: Quote | null;
  readonly symbol: SymbolName;
  readonly stale: boolean;
  /** Age of the last accepted tick; null before the first. */
  readonly lastTickAgeMs: number | null;
  readonly lastBarBrokerMs: BrokerMs | null;
  readonly state: "waiting" | "backfilling" | "live";
}

/** Asks for the latest accepted quote of every symbol that has one. */
export interface QuotesQuestion {
  /** Nothing to choose: `{}`. */
  readonly request: Record<never, never>;
  /** One quote for each symbol of each terminal. */
  readonly reply: readonly Quote[];
}

export type PriceProtocol = {
  tell: PriceEvent;
  ask: {
    /**
     * Fetches and stores the symbol's new closed bars from every terminal in sync. `readAhead`
     * names the symbols whose fetch tasks follow: their calls are sent along, so that their tasks
     * find the answer waiting.
     */
    fetch_prices: {
      request: { symbol: SymbolName; readAhead: readonly SymbolName[] };
      reply: Result<FetchReport, FetchError>;
    };
    /**
     * The live price of one symbol of one terminal, and the age of that very tick; null while it is
     * not live.
     */
    quote: {
      request: { readonly terminal: TerminalId; readonly symbol: SymbolName };
      reply: { readonly quote: Quote; readonly ageMs: number } | null;
    };
    quotes: QuotesQuestion;
    symbols: { request: Record<never, never>; reply: readonly SymbolStatus[] };
  };
};

export interface PriceConfig {
  readonly wanted: readonly WantedSymbol[];
  /** Bars to fetch of a series that the store does not know yet. */
  readonly backfillBars: number;
  readonly storeTicks: boolean;
  /** A symbol without a tick for so long is stale. */
  readonly staleAfterMs: number;
  /** Ticks farther than this from the previous price, in percent, are refused as outliers. */
  readonly maxJumpPct: number;
}
