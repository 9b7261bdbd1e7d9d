/** Messages of the mt5 actor: requests to connected terminals, including those of a venue. */

import type { DaylightSaving } from "../../src/config/choices.ts";
import type {
  AccountIdentity,
  AccountMetrics,
  BarColumns,
  BrokerMs,
  CalendarStatus,
  DepthLevel,
  Instrument,
  Result,
  SeriesKey,
  SymbolName,
  TerminalConnection,
  TerminalId,
  TickBatch,
} from "../../src/models/mod.ts";
import type { Login, PerAccount, TradeMode, WantedSymbol } from "../../src/models/mod.ts";
import type { GuardStatus } from "../../src/mt5/confirmed_guard.ts";
import type { TerminalCaps } from "../../src/venue/venue_events.ts";
import type { VenueError, VenueProtocol } from "../../src/venue/venue.ts";

type NotSent = Extract<VenueError, { readonly code: "call_not_sent" }>;

/** Why a call to a terminal has no result. */
export type CallError =
  | Exclude<VenueError, NotSent>
  | NotSent & {
    readonly reason: "bad_arguments" | "too_many_calls" | "queue_full" | "connection_closed";
  };

/** A terminal's connection as the status page shows it. */
export interface TerminalStatus {
  readonly terminal: TerminalId;
  readonly identity: AccountIdentity;
  readonly state: TerminalConnection;
  /** Why the latest attempt to sync failed; null once in sync. */
  readonly syncFailure: string | null;
  readonly eaVersion: string;
  readonly build: number;
  readonly algoTradingAllowed: boolean;
  readonly brokerConnected: boolean;
  readonly connects: number;
  readonly lastMessageAgeMs: number;
  readonly lastTickAgeMs: number | null;
  readonly roundTripMs: number | null;
  readonly clockOffsetMs: number | null;
  /**
   * How far this computer's clock is ahead of the broker's; 0 when it is right, null when it cannot
   * be compared.
   */
  readonly clockErrorMs: number | null;
  readonly sequenceGaps: number;
  readonly sequenceRepeats: number;
  /** Messages of an epoch that no hello has announced. */
  readonly sequenceForeign: number;
  /** Replies that no call is waiting for (any more). */
  readonly strayReplies: number;
  readonly account: AccountMetrics | null;
  readonly missingSymbols: readonly SymbolName[];
  /** Symbols for which the terminal's Market Watch has no room. */
  readonly unwatchedSymbols: readonly SymbolName[];
  /** Reads of history that have blocked the terminal, and the longest of them. */
  readonly slowReads: number;
  readonly slowestReadMs: number;
  /** The server of the live account; null: another account, or unknown. */
  readonly liveServer: string | null;
  /** The Expert Advisor's own limits. */
  readonly caps: TerminalCaps;
  /** What it does without the bridge; null when it cannot act by itself. */
  readonly guard: GuardStatus | null;
  readonly calendar: CalendarStatus;
  /** Symbols that the broker lists but does not allow to open. */
  readonly untradableSymbols: readonly SymbolName[];
}

/** Closed bars from a terminal, converted to UTC by the broker clock. */
export interface FetchedBars {
  readonly bars: BarColumns;
  readonly utcMs: Float64Array;
  readonly more: boolean;
  /** The latest time that a bar can have, when it was fetched. */
  readonly believedToMs: BrokerMs;
}

export interface FetchedTicks {
  readonly ticks: TickBatch;
  readonly utcMs: Float64Array;
  readonly more: boolean;
  /** The latest time that a tick can have, when it was fetched. */
  readonly believedToMs: BrokerMs;
}

export type Mt5Protocol = {
  tell: never;
  ask: VenueProtocol["ask"] & {
    terminals: { request: Record<never, never>; reply: readonly TerminalStatus[] };
    /** Closed bars from `fromBrokerMs` (inclusive), or the newest `limit` when it is null. */
    fetch_bars: {
      request: { terminal: TerminalId; fromBrokerMs: BrokerMs | null; limit: number } & SeriesKey;
      reply: Result<FetchedBars, CallError>;
    };
    /** Ticks from `fromBrokerMs` (inclusive), skipping the first `skip` of that millisecond. */
    fetch_ticks: {
      request: {
        terminal: TerminalId;
        symbol: SymbolName;
        fromBrokerMs: BrokerMs;
        skip: number;
        limit: number;
      };
      reply: Result<FetchedTicks, CallError>;
    };
    /** The depth of market, in the broker's order. */
    fetch_depth: {
      request: { terminal: TerminalId; symbol: SymbolName };
      reply: Result<readonly DepthLevel[], CallError>;
    };
    /** Reads the terms of all symbols of every terminal in sync again. */
    sync_terms: {
      request: Record<never, never>;
      reply: readonly Result<null, CallError>[];
    };
    /** Reads the economic calendar of every terminal in sync and stores it. */
    sync_calendar: {
      request: Record<never, never>;
      reply: readonly Result<number, VenueError>[];
    };
    /** Asks every terminal in sync for its account and stores it. */
    sync_metrics: {
      request: Record<never, never>;
      reply: readonly Result<AccountMetrics, CallError>[];
    };
  };
};

/** Sent to the price actor first, when a terminal is in sync. */
export interface SyncedTerminal {
  readonly identity: AccountIdentity;
  readonly epoch: string;
  readonly instruments: readonly Instrument[];
  /**
   * Server time when this terminal was first heard in this run of the link; no bar that it has
   * closed since may be missing.
   */
  readonly firstSeenMs: BrokerMs;
  /** The latest possible server time when this is sent. */
  readonly serverNowMs: BrokerMs;
  /** The latest time that a price can have when this is sent: later ones are refused. */
  readonly believedToMs: BrokerMs;
}

/** What the link needs to know of an account. */
export interface AccountLink {
  /** Changes with any setting of the account: its session then begins again. */
  readonly version?: string;
  /** The account that may be traded live; null: none. */
  readonly live: {
    readonly login: Login;
    /** Null if only the number is configured: then the server of its first connection. */
    readonly server: string | null;
    readonly type: TradeMode;
  } | null;
  readonly wanted: readonly WantedSymbol[];
  /**
   * Appended to configured names to get the broker's, such as `.m`; detected automatically when
   * empty.
   */
  readonly symbolSuffix: string;
  /** From configured names to the broker's, before any suffix rule. */
  readonly symbolMap: Readonly<Record<string, string>>;
  /**
   * Rule for the dates on which the broker's clock changes, used where its offset has not been
   * measured; see `src/mt5/daylight_saving.ts`.
   */
  readonly daylightSaving: DaylightSaving;
}

/** What is the same for every account. */
export interface LinkSettings {
  readonly linkHost: string;
  readonly linkPort: number;
  /** Shared secret of bridge and EA; null accepts any terminal (loopback only). */
  readonly linkToken: string | null;
  /** Refuse terminals logged in elsewhere; null accepts every account. */
  readonly expectedLogin: Login | null;
  readonly expectedServer: string | null;
  /**
   * Whether prices far ahead of the broker's own time are refused. False in a demo whose market
   * leaps: a replay, or a clock that runs much faster than this computer's.
   */
  readonly isTimeBounded: boolean;
  readonly heartbeatMs: number;
  readonly callTimeoutMs: number;
}

/** The link of one account. */
export type SessionConfig = LinkSettings & AccountLink;

/** When `accounts` is there, no other account may connect. */
export type Mt5Config = LinkSettings & PerAccount<AccountLink>;
