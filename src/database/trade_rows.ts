/**
 * Data that goes into and comes out of the trading part of the store, where `src/models` has no
 * type for it.
 */

import type {
  AccountDay,
  BrokerMs,
  Discrepancy,
  GeneralHalt,
  Halt,
  RiskDecision,
  RiskMetrics,
  Signal,
  TerminalId,
  TradeIntent,
  UnixMs,
  VenueDeal,
  VenueOrder,
  VenuePosition,
} from "../models/mod.ts";

/** Which decisions are asked for. */
export const decisionOutcomes = ["all", "approved", "refused"] as const;
export type DecisionOutcome = typeof decisionOutcomes[number];

/**
 * The complete state of an account at one moment: `positions` and `orders` are complete, `deals` is
 * only a part.
 */
export interface TradesTaken {
  readonly terminal: TerminalId;
  readonly positions: readonly VenuePosition[];
  readonly orders: readonly VenueOrder[];
  readonly deals: readonly VenueDeal[];
  /** Null leaves it unchanged. */
  readonly dealsCompleteToBrokerMs: BrokerMs | null;
  readonly discrepancies: readonly Discrepancy[];
  readonly takenMs: UnixMs;
}

/** A day that takes the place of later ones, which a wrong clock had begun. */
export interface ReplacedDayRow {
  readonly day: AccountDay;
  readonly by: string;
  readonly utcMs: UnixMs;
  readonly figures: RiskMetrics;
}

/** The stored trades of an account. */
export interface StoredTrades {
  readonly positions: readonly VenuePosition[];
  readonly orders: readonly VenueOrder[];
  /** Up to when the deals are complete; null before they were first read completely. */
  readonly dealsCompleteToBrokerMs: BrokerMs | null;
}

/** Everything with one trace id, oldest first. */
export interface StoredTrace {
  readonly signal: Signal | null;
  readonly decisions: readonly RiskDecision[];
  readonly intents: readonly TradeIntent[];
  /** The deals of the intents, and the manual ones or the broker's that closed their positions. */
  readonly deals: readonly VenueDeal[];
}

export interface LastingHalts {
  readonly halts: readonly Halt[];
  readonly general: readonly GeneralHalt[];
}

/** Halts that end together, with the figures that each end grants. */
export interface EndedHalts {
  readonly halts: readonly { readonly halt: Halt; readonly figures: RiskMetrics | null }[];
  readonly general: readonly GeneralHalt[];
}

export interface StoredPaperAccount {
  /** JSON. */
  readonly state: string;
  readonly savedMs: UnixMs;
}
