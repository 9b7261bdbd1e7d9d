/** What the risk actor understands: events of venues and trades, and the questions of the trade actor, jobs and commands. */

import type {
  AccountMetrics,
  BrokerMs,
  Halt,
  HaltPolicy,
  OrderProposal,
  Refusal,
  RiskDecision,
  RiskMetrics,
  TerminalId,
  UnixMs,
  VenueDeal,
} from "../../src/models/mod.ts";
import type { StoreError } from "../../src/database/store_error.ts";
import type { ApprovedOrder } from "../../src/risk/approved_order.ts";
import type { OpenBook } from "../../src/risk/open_book.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import type { VenueEvent } from "../../src/trade/venue_events.ts";
import type { Result } from "../../src/models/mod.ts";
import type { RiskPolicy } from "../../src/risk/risk_policy.ts";

export type RiskEvent =
  | VenueEvent
  /**
   * Deals that are new in the store, of one account: flows and results of the day; and the account as it was read with them.
   * `isComplete`: the history has no hole.
   */
  | {
    readonly type: "deals_recorded";
    readonly terminal: TerminalId;
    readonly deals: readonly VenueDeal[];
    readonly account: AccountMetrics;
    readonly takenBrokerMs: BrokerMs;
    readonly isComplete: boolean;
  }
  /** Nothing is open any more, as the terminal says: a `flatten` halt has done its work. */
  | { readonly type: "flat_confirmed"; readonly terminal: TerminalId; readonly utcMs: UnixMs };

export type DecideReply =
  | { readonly verdict: "approved"; readonly order: ApprovedOrder; readonly decision: RiskDecision }
  | {
    readonly verdict: "refused";
    readonly refusals: readonly Refusal[];
    readonly decision: RiskDecision;
  };

export interface RiskStatus {
  readonly terminal: TerminalId;
  /** Null while equity is missing or stale. */
  readonly metrics: RiskMetrics | null;
  /** Those that last. */
  readonly halts: readonly Halt[];
}

/** A halt that could not be written down is in effect all the same; it is written as soon as that is possible. */
export type HaltError = StoreError | AskError | { readonly code: "unknown_terminal" };

export type RiskProtocol = {
  tell: RiskEvent;
  ask: {
    /**
     * Runs all checks; stores the decision; approves or gives every reason. The same signal is approved once: a requote is
     * sent again under the approval it has, while that lasts. The slippage of the approved request is MAX_SLIPPAGE_PCT's.
     */
    decide: {
      request: { readonly proposal: OrderProposal; readonly book: OpenBook };
      reply: DecideReply;
    };
    /** The job: recomputes day, peak and drawdown of all accounts, stores them, halts and ends halts. */
    update_risk: { request: Record<never, never>; reply: Result<null, StoreError | AskError> };
    /** By hand; null halts every account. */
    halt: {
      request: {
        readonly terminal: TerminalId | null;
        readonly policy: HaltPolicy;
        readonly reason: string;
      };
      reply: Result<readonly Halt[], HaltError>;
    };
    /** By hand: ends the halts of the account, whatever their cause. `by` is for the record. */
    resume: {
      request: { readonly terminal: TerminalId | null; readonly by: string };
      reply: Result<readonly Halt[], HaltError>;
    };
    /**
     * The halts that last: asked by the trade actor first thing at its start, and when risk has started again. What it holds then
     * and the store does not is a halt that could not be written before risk ended: it lasts on.
     */
    halts: { request: { readonly held?: readonly Halt[] }; reply: readonly Halt[] };
    risk: { request: Record<never, never>; reply: readonly RiskStatus[] };
  };
};

export interface RiskConfig extends RiskPolicy {
  /** The tree has a redis actor, which is told of risk figures and halts. */
  readonly hasRedis?: boolean;
}
