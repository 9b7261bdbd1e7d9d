/**
 * Messages of the simulated terminal: requests of tests and benches, and commands to inject faults.
 */

import type { ExpertFiles } from "../../src/simulation/expert/simulated_expert.ts";
import type { ExpertCaps } from "../../src/simulation/expert/opening_checks.ts";
import type { Misbehaviour } from "../../src/simulation/misbehaviour.ts";
import type { PriceSource } from "../../src/simulation/price_source.ts";
import type { SymbolTotals } from "../../src/simulation/price_stream.ts";
import type { BadLine } from "../../src/history/price_file/price_file_error.ts";
import type { TerminalIdentity } from "../../src/simulation/terminal_identity.ts";
import type {
  BrokerInput,
  BrokerPosition,
  BrokerSnapshot,
  SimulatedBroker,
} from "../../src/simulation/trading/mod.ts";
import type { BrakedBy, StoredBar } from "./replay_brake.ts";
import type { Timeframe } from "../../src/models/mod.ts";
import type { Backoff } from "../../src/runtime/backoff.ts";

/** Everything put on the stream since the terminal started, whether sent or dropped. */
export interface MarketTotals {
  readonly epoch: string;
  /** Symbols have the broker's names. */
  readonly symbols: readonly SymbolTotals[];
  /** Messages dropped because the bridge was too slow. */
  readonly droppedMessages: number;
}

export interface ReplayProgress {
  readonly symbol: string;
  /** Timeframe of a bar file; null for ticks. */
  readonly timeframe: Timeframe | null;
  /** All rows were played, and the last bar has closed. */
  readonly isFinished: boolean;
  readonly rows: number;
  readonly badLines: number;
  readonly firstBadLines: readonly BadLine[];
}

/** Faults in effect from now on (others stay as they are), and faults that happen once. */
export interface MisbehaveRequest extends Partial<Misbehaviour> {
  /** Closes the connection and stays away for this long. */
  readonly disconnectMs?: number;
  /** Sends this many messages of random bytes. */
  readonly garbageMessages?: number;
  /**
   * Happens at the broker, in order: faults of the next requests, manual trades, switches,
   * deposits.
   */
  readonly broker?: readonly BrokerInput[];
  /**
   * The terminal ends and restarts with the Expert Advisor's files as they are; calls in progress
   * get no reply.
   */
  readonly isRestarted?: boolean;
}

/** The actual state and history at the broker, and in the Expert Advisor's files. */
export interface BrokerTruth
  extends Pick<BrokerSnapshot, "deals" | "historyOrders" | "orders" | "switches"> {
  readonly account: ReturnType<SimulatedBroker["account"]>;
  readonly positions: readonly BrokerPosition[];
  readonly files: ExpertFiles;
}

export type TerminalProtocol = {
  tell: never;
  ask: {
    market_totals: { request: Record<never, never>; reply: MarketTotals };
    /** Null when the terminal plays the seeded market. */
    replay_progress: { request: Record<never, never>; reply: ReplayProgress | null };
    misbehave: { request: MisbehaveRequest; reply: null };
    broker_truth: { request: Record<never, never>; reply: BrokerTruth };
  };
};

export interface TerminalConfig {
  readonly linkHost: string;
  readonly linkPort: number;
  readonly identity: TerminalIdentity;
  /** The Expert Advisor's inputs; its defaults when left out. */
  readonly caps?: ExpertCaps;
  readonly source: PriceSource;
  /** What a replay waits for before it plays more. */
  readonly brakedBy?: BrakedBy;
  /** The newest bars of the run that a replay goes on with. */
  readonly stored?: readonly StoredBar[];
  readonly misbehaviour: Misbehaviour;
  /** Makes faults repeatable. */
  readonly faultSeed: number;
  /** How long new ticks are collected before they are sent together. */
  readonly pollMs: number;
  /** Delays between connections while the bridge does not reply. */
  readonly reconnect: Backoff;
}
