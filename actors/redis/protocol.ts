/**
 * Messages of the redis actor: events to publish and values to keep. It never returns data from
 * Redis.
 */

import type {
  Halt,
  Quote,
  Result,
  RiskMetrics,
  Signal,
  TerminalId,
  TradeIntent,
  TradingMode,
  VenueDeal,
} from "../../src/models/mod.ts";
import type { RedisAddress } from "../../src/redis/redis_connection.ts";
import type { RedisFailureCode } from "../../src/redis/redis_failure.ts";
import type { VenueEvent } from "../../src/venue/venue_events.ts";

/**
 * Events of venues: accounts connect, change and are lost. Values of a lost one are not written any
 * more and expire.
 */
export type RedisEvent =
  | VenueEvent
  /** The latest accepted quote of each symbol with a new one. May be coalesced by symbol. */
  | {
    readonly type: "quotes_accepted";
    readonly terminal: TerminalId;
    readonly quotes: readonly Quote[];
  }
  /** A signal that is new in the store. */
  | { readonly type: "signal_published"; readonly signal: Signal }
  /** The latest risk figures replace all earlier ones. */
  | { readonly type: "risk_measured"; readonly metrics: RiskMetrics }
  /** All halts of an account in effect now; sent again when this actor restarts. */
  | {
    readonly type: "halts_changed";
    readonly terminal: TerminalId;
    readonly halts: readonly Halt[];
  }
  /** A request to the venue has changed its state. */
  | { readonly type: "order_changed"; readonly intent: TradeIntent }
  /** New deals in the store, whoever made them. */
  | {
    readonly type: "deals_recorded";
    readonly terminal: TerminalId;
    readonly deals: readonly VenueDeal[];
  };

/** Why a round trip failed. */
export interface RedisHealthError {
  readonly code: RedisFailureCode;
  /** For the trader, in plain words. */
  readonly message: string;
}

export type RedisProtocol = {
  tell: RedisEvent;
  ask: {
    /** Pings, writes a key and reads it back. */
    health_check: {
      request: Record<never, never>;
      reply: Result<{ readonly durationMs: number }, RedisHealthError>;
    };
  };
};

export interface RedisConfig extends RedisAddress {
  /** Prefix of every key and channel. */
  readonly prefix: string;
  /** Time to live of every key; all keys are written again several times within it. */
  readonly ttlMs: number;
  readonly bridge: {
    /** Unique among bridges with the same prefix. */
    readonly name: string;
    readonly version: string;
    readonly mode: TradingMode;
    readonly demo: boolean;
  };
}
