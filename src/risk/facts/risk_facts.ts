/** All inputs of a decision, gathered before it is made: checks read nothing else. */

import type {
  AccountIdentity,
  BrokerMs,
  GroupRoom,
  Halt,
  Instrument,
  OrderProposal,
  ProposalAge,
  Result,
  RiskMetrics,
  SymbolName,
  VenueName,
} from "../../models/mod.ts";
import type { PriceAge } from "../../price/freshness.ts";
import type { AskError } from "../../runtime/protocol.ts";
import type { VenueCheck, VenueError } from "../../venue/venue.ts";
import type { TerminalCaps } from "../../venue/venue_events.ts";
import type { Commitment } from "./commitments.ts";
import type { Commission } from "./seen_commissions.ts";
import type { RiskPolicy } from "../risk_policy.ts";
import type { ShownShares } from "./shown_value.ts";

/** A price, and what its freshness depends on. */
export interface SeenPrice extends PriceAge {
  readonly bid: number;
  readonly ask: number;
  readonly ageMs: number;
}

/** A connected account. */
export interface AccountFacts {
  readonly identity: AccountIdentity;
  readonly venue: VenueName;
  readonly isTradingAllowed: boolean;
  /** The current broker time; null before the account's first message. */
  readonly brokerNowMs: BrokerMs | null;
  readonly instruments: ReadonlyMap<SymbolName, Instrument>;
  /** Null while equity is not confirmed; `trouble` holds the reason. */
  readonly metrics: RiskMetrics | null;
  readonly trouble: string | null;
  /** Commissions seen in deals, for symbols that had any. */
  readonly commissions: { of(symbol: SymbolName): Commission };
  /** The server of the account that may be traded live; null while unknown. */
  readonly liveServer: string | null;
  /** Caps of the Expert Advisor; null: none. */
  readonly caps: TerminalCaps | null;
  /** Margin in use before the order; null while it is not known. */
  readonly usedMargin: number | null;
  /** Why the broker's current day is uncertain; null when it is certain. */
  readonly dayProblem: string | null;
  /**
   * The part of the daily loss that the trader accepted by resuming manually; the limit counts from
   * there.
   */
  readonly acceptedLossPct: number;
}

export type BrokerCheck = Result<VenueCheck, VenueError | AskError>;

export interface RiskFacts {
  readonly proposal: OrderProposal;
  /** The current age of the proposal. */
  readonly age: ProposalAge;
  readonly policy: RiskPolicy;
  /** Null: not connected. */
  readonly account: AccountFacts | null;
  /** Active halts of the account; null: not read from the store yet. */
  readonly halts: readonly Halt[] | null;
  /** Positions, pending orders, intents in flight, and reservations of unused approvals. */
  readonly commitments: readonly Commitment[];
  /** Null: no price was received. */
  readonly price: SeenPrice | null;
  /** Approvals of the last minute on this account. */
  readonly ordersLastMinute: number;
  /** The signal was approved before. */
  readonly isDuplicate: boolean;
  /** The volume that would be ordered; null when none fits. */
  readonly volumeLots: number | null;
  /** The terminal's check of that order; null: not requested. */
  readonly brokerCheck: BrokerCheck | null;
  /** What each group of the account leaves for it; missing: it is in none. */
  readonly groups?: readonly GroupRoom[];
}

/** What the loss and the exposure of one order follow from. */
export interface OrderFacts extends
  Pick<
    RiskFacts,
    "account" | "policy" | "commitments" | "price" | "volumeLots" | "brokerCheck" | "groups"
  > {
  /** Those of the commitments when left out. */
  readonly shares?: ShownShares;
  readonly proposal: Pick<
    OrderProposal,
    "symbol" | "type" | "price" | "stopLimitPrice" | "stopLoss"
  >;
}
