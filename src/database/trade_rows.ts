/** What goes into the trading half of the store and comes out of it, where the models do not say it already. */

import type {
  BrokerMs,
  Discrepancy,
  GeneralHalt,
  Halt,
  RiskDecision,
  Signal,
  TerminalId,
  TradeIntent,
  UnixMs,
  VenueDeal,
  VenueOrder,
  VenuePosition,
} from "../models/mod.ts";

/** An account's truth at one moment: `positions` and `orders` are all there are, `deals` are some of many. */
export interface TradesTaken {
  readonly terminal: TerminalId;
  readonly positions: readonly VenuePosition[];
  readonly orders: readonly VenueOrder[];
  readonly deals: readonly VenueDeal[];
  /** Null leaves it as it is. */
  readonly dealsCompleteToBrokerMs: BrokerMs | null;
  readonly discrepancies: readonly Discrepancy[];
  readonly takenMs: UnixMs;
}

/** What is known of an account's trades. */
export interface StoredTrades {
  readonly positions: readonly VenuePosition[];
  readonly orders: readonly VenueOrder[];
  /** Up to where the deals are complete; null before the first complete reading. */
  readonly dealsCompleteToBrokerMs: BrokerMs | null;
}

/** Everything with one trace id, oldest first. */
export interface StoredTrace {
  readonly signal: Signal | null;
  readonly decisions: readonly RiskDecision[];
  readonly intents: readonly TradeIntent[];
  /** Those of the intents, and those by hand or by the broker that closed their positions. */
  readonly deals: readonly VenueDeal[];
}

export interface LastingHalts {
  readonly halts: readonly Halt[];
  readonly general: readonly GeneralHalt[];
}

export interface StoredPaperAccount {
  /** JSON. */
  readonly state: string;
  readonly savedMs: UnixMs;
}
