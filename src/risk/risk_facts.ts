/**
 * Everything a decision rests on, gathered before it is made: what a check does not find here it
 * does not know.
 */

import type {
  AccountIdentity,
  BrokerMs,
  Halt,
  Instrument,
  OrderProposal,
  ProposalAge,
  Result,
  RiskMetrics,
  SymbolName,
} from "../models/mod.ts";
import type { AskError } from "../runtime/protocol.ts";
import type { VenueCheck, VenueError } from "../venue/venue.ts";
import type { TerminalCaps, VenueName } from "../venue/venue_events.ts";
import type { Commitment } from "./commitments.ts";
import type { Commission } from "./seen_commissions.ts";
import type { RiskPolicy } from "./risk_policy.ts";

/** A price and how long ago it arrived. */
export interface SeenPrice {
  readonly bid: number;
  readonly ask: number;
  readonly ageMs: number;
}

/** A connected account. */
export interface AccountFacts {
  readonly identity: AccountIdentity;
  readonly venue: VenueName;
  readonly isTradingAllowed: boolean;
  /** What it is at the broker now; null before the account has said anything. */
  readonly brokerNowMs: BrokerMs | null;
  readonly instruments: ReadonlyMap<SymbolName, Instrument>;
  /** Null while equity is not known for sure; `trouble` says why. */
  readonly metrics: RiskMetrics | null;
  readonly trouble: string | null;
  /** What deals of a symbol have cost, for those that have had some. */
  readonly commissions: { of(symbol: SymbolName): Commission | null };
  /** Where the account is that may be traded live; null while nobody knows. */
  readonly liveServer: string | null;
  /** Of the terminal's own program; null: none. */
  readonly caps: TerminalCaps | null;
  /** Margin in use before the order; null while it is not known. */
  readonly usedMargin: number | null;
  /**
   * Of the day's loss, what the trader has accepted by ending its halt by hand; the limit counts
   * from there.
   */
  readonly acceptedLossPct: number;
}

export type BrokerCheck = Result<VenueCheck, VenueError | AskError>;

export interface RiskFacts {
  readonly proposal: OrderProposal;
  /** Of the proposal, as of this moment. */
  readonly age: ProposalAge;
  readonly policy: RiskPolicy;
  /** Null: not connected. */
  readonly account: AccountFacts | null;
  /** Those that last on the account; null: not read from the store yet. */
  readonly halts: readonly Halt[] | null;
  /** Open, waiting, in flight, or promised to an approval that is not used yet. */
  readonly commitments: readonly Commitment[];
  /** Null: never seen, or not told. */
  readonly price: SeenPrice | null;
  /** Approvals of the last minute on this account. */
  readonly ordersLastMinute: number;
  /** The signal was approved before. */
  readonly isDuplicate: boolean;
  /** What would be ordered; null when no volume fits. */
  readonly volumeLots: number | null;
  /** What the terminal says of that order; null: it was not asked. */
  readonly brokerCheck: BrokerCheck | null;
}
