/**
 * What the redis actor understands: events to publish and values to keep. It never answers with
 * data of Redis.
 */

import type {
  Halt,
  Quote,
  Result,
  RiskMetrics,
  Signal,
  TerminalId,
  TradeIntent,
  VenueDeal,
} from "../../src/models/mod.ts";
import type { RedisAddress } from "../../src/redis/redis_connection.ts";
import type { RedisFailureCode } from "../../src/redis/redis_failure.ts";
import type { VenueEvent } from "../../src/venue/venue_events.ts";

/**
 * Of venues: accounts come, go and change. A lost one's values are written no more and end by their
 * time to live.
 */
export type RedisEvent =
  | VenueEvent
  /** The latest accepted quote of each symbol that has a new one. May be coalesced by symbol. */
  | {
    readonly type: "quotes_accepted";
    readonly terminal: TerminalId;
    readonly quotes: readonly Quote[];
  }
  /** A signal that is new in the store. */
  | { readonly type: "signal_published"; readonly signal: Signal }
  /** The latest figures stand for all before them. */
  | { readonly type: "risk_measured"; readonly metrics: RiskMetrics }
  /** All halts of an account that last now; said again when this actor restarts. */
  | {
    readonly type: "halts_changed";
    readonly terminal: TerminalId;
    readonly halts: readonly Halt[];
  }
  /** What has become of something that the bridge asked of the venue. */
  | { readonly type: "order_changed"; readonly intent: TradeIntent }
  /** New in the store, of whomever. */
  | {
    readonly type: "deals_recorded";
    readonly terminal: TerminalId;
    readonly deals: readonly VenueDeal[];
  };

/** Why a round trip failed. */
export interface RedisHealthError {
  readonly code: RedisFailureCode;
  /** In words for the trader. */
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
  /** Begins every key and channel. */
  readonly prefix: string;
  /** Life of every key after it was last written; all are written again several times in it. */
  readonly ttlMs: number;
  readonly bridge: {
    /** Unlike that of any other bridge with the same prefix. */
    readonly name: string;
    readonly version: string;
    readonly mode: "safety" | "paper" | "live";
    readonly demo: boolean;
  };
}
