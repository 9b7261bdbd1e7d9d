/** What the store keeps of strategies with columns. */

import type { BrokerMs, Signal, StrategyOwner, TerminalId, UnixMs } from "../models/mod.ts";

/** Where a strategy stands on a series: one row for both, replaced by each decision. */
export interface StrategyDecisionRow {
  readonly owner: StrategyOwner;
  /** The last bar that it has decided on. */
  readonly barBrokerMs: BrokerMs;
  /** Its memory, labels and next number, as JSON; null before its first decision. */
  readonly state: string | null;
  /** What it decided on that bar, as JSON: it may not be carried out yet. */
  readonly steps: string;
  readonly decidedMs: UnixMs;
}

/** A decision with its entries, which are stored in one transaction. */
export interface StrategyDecided {
  readonly decision: StrategyDecisionRow;
  readonly signals: readonly Signal[];
}

export interface OwnTradesWanted {
  /** The account that it trades on. */
  readonly account: TerminalId;
  /** What the traces of its entries begin with. */
  readonly owner: string;
  /** The most trades. */
  readonly limit: number;
}
