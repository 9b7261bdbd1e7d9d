/** What the simulated terminal understands: questions of tests and benches, and orders to misbehave. */

import type { Misbehaviour } from "../../src/broker/misbehaviour.ts";
import type { PriceSource } from "../../src/broker/price_source.ts";
import type { SymbolTotals } from "../../src/broker/price_stream.ts";
import type { BadLine } from "../../src/broker/replay/replay_error.ts";
import type { TerminalIdentity } from "../../src/broker/terminal.ts";
import type { Timeframe } from "../../src/models/mod.ts";
import type { Backoff } from "../../src/runtime/backoff.ts";

/** What was put on the stream since the terminal started, sent or lost. */
export interface MarketTotals {
  readonly epoch: string;
  /** Symbols are the broker's names. */
  readonly symbols: readonly SymbolTotals[];
  /** Messages dropped because the bridge was too slow. */
  readonly droppedMessages: number;
}

export interface ReplayProgress {
  readonly symbol: string;
  /** Of a bar file; null for ticks. */
  readonly timeframe: Timeframe | null;
  /** All rows are out, and the last bar has closed. */
  readonly isFinished: boolean;
  readonly rows: number;
  readonly badLines: number;
  readonly firstBadLines: readonly BadLine[];
}

/** Faults to have from now on (those not named stay as they are), and faults to have once. */
export interface MisbehaveRequest extends Partial<Misbehaviour> {
  /** Closes the connection and stays away for so long. */
  readonly disconnectMs?: number;
  /** Sends so many messages of random bytes. */
  readonly garbageMessages?: number;
}

export type TerminalProtocol = {
  tell: never;
  ask: {
    market_totals: { request: Record<never, never>; reply: MarketTotals };
    /** Null when the terminal plays the seeded market. */
    replay_progress: { request: Record<never, never>; reply: ReplayProgress | null };
    misbehave: { request: MisbehaveRequest; reply: null };
  };
};

export interface TerminalConfig {
  readonly linkHost: string;
  readonly linkPort: number;
  readonly identity: TerminalIdentity;
  readonly source: PriceSource;
  readonly misbehaviour: Misbehaviour;
  /** Makes faults repeatable. */
  readonly faultSeed: number;
  /** New ticks are collected for so long before they are sent together. */
  readonly pollMs: number;
  /** Waits between connections while the bridge does not answer. */
  readonly reconnect: Backoff;
}
