/**
 * What the risk actor understands: events of venues and trades, and the questions of the trade
 * actor, jobs and commands.
 */

import type {
  AccountMetrics,
  ApprovalId,
  BrokerMs,
  FiguresPlace,
  GeneralHalt,
  Halt,
  HaltCause,
  HaltPolicy,
  OpenRequest,
  OrderProposal,
  ProposalAge,
  Refusal,
  RiskDecision,
  RiskMetrics,
  TerminalId,
  UnixMs,
  VenueDeal,
} from "../../src/models/mod.ts";
import type { StoreError } from "../../src/database/store_error.ts";
import type { ApprovedOrder } from "../../src/risk/approved_order.ts";
import type { OpenPositions } from "../../src/risk/open_positions.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import type { VenueEvent } from "../../src/venue/venue_events.ts";
import type { Result } from "../../src/models/mod.ts";
import type { RiskPolicy } from "../../src/risk/risk_policy.ts";

export type RiskEvent =
  | VenueEvent
  /**
   * Deals that are new in the store, of one account: flows and results of the day; and the account
   * as it was read with them. `isComplete`: the history has no hole.
   */
  | {
    readonly type: "deals_recorded";
    readonly terminal: TerminalId;
    readonly deals: readonly VenueDeal[];
    readonly account: AccountMetrics;
    readonly place?: FiguresPlace;
    readonly takenBrokerMs: BrokerMs;
    readonly isComplete: boolean;
  }
  /** Nothing is open any more, as the terminal says: a `flatten` halt has done its work. */
  | { readonly type: "flat_confirmed"; readonly terminal: TerminalId; readonly utcMs: UnixMs };

export interface Refused {
  readonly verdict: "refused";
  readonly refusals: readonly Refusal[];
  readonly decision: RiskDecision;
}

/**
 * `passed`: nothing is said against it, but the terminal has not answered yet. That is no approval:
 * it is written down with its intent meanwhile, so that the order may leave as soon as it is
 * approved.
 */
export type DecideReply =
  | { readonly verdict: "passed"; readonly request: OpenRequest; readonly decision: RiskDecision }
  | Refused;

export interface Approved {
  readonly verdict: "approved";
  readonly order: ApprovedOrder;
  /** The one that passed, or another: of a smaller volume, because of what the terminal said. */
  readonly decision: RiskDecision;
  /** How long it lasts: from when it was asked for, by the steady clock of whoever asked. */
  readonly lastsMs: number;
}

/** `forgotten`: it passed in an earlier life, too long ago, or never. */
export type ApproveReply = Approved | Refused | { readonly verdict: "forgotten" };

export interface RiskStatus {
  readonly terminal: TerminalId;
  /** Null while equity is missing or stale. */
  readonly metrics: RiskMetrics | null;
  /** Those that last. */
  readonly halts: readonly Halt[];
  /** For each of their causes, what ending it by hand would grant now, in whole sentences. */
  readonly grants: readonly { readonly cause: HaltCause; readonly text: string }[];
}

export interface HaltRequest {
  readonly terminal: TerminalId | null;
  /** In paper mode `flatten` closes on the account of the terminal only when it is named. */
  readonly policy: HaltPolicy;
  readonly reason: string;
}

/** `by` is for the record; null ends the halts of that cause of every account. */
export interface ResumeRequest {
  readonly terminal: TerminalId | null;
  readonly cause: HaltCause;
  readonly by: string;
}

export interface Resumed {
  readonly ended: readonly Halt[];
  /** For each of them what was granted, in whole sentences. */
  readonly granted: readonly string[];
}

/**
 * A halt that could not be written down is in effect all the same; it is written as soon as that is
 * possible.
 */
export type HaltError =
  | StoreError
  | AskError
  | { readonly code: "unknown_terminal" }
  /** A halt of everything ends for everything, not for one account. */
  | { readonly code: "everything_halted" };

export type RiskProtocol = {
  tell: RiskEvent;
  ask: {
    /**
     * Asks the terminal for its check and runs all others; gives every reason against it. The
     * slippage of the request is MAX_SLIPPAGE_PCT's.
     */
    decide: {
      request: {
        readonly proposal: OrderProposal;
        readonly age: ProposalAge;
        readonly openPositions: OpenPositions;
      };
      reply: DecideReply;
    };
    /**
     * Of a decision that passed: runs all checks again with what the terminal said, and approves it
     * or gives every reason. It is answered once. The same signal is approved once: a requote is
     * sent again under the approval it has, while that lasts.
     */
    approve: { request: { readonly decision: ApprovalId }; reply: ApproveReply };
    /**
     * The job: recomputes day, peak and drawdown of all accounts, stores them, halts and ends
     * halts.
     */
    update_risk: { request: Record<never, never>; reply: Result<null, StoreError | AskError> };
    /** The job: one line in the log for each traded account. */
    report_accounts: { request: Record<never, never>; reply: Result<null, never> };
    /** By command; null halts every account. */
    halt: { request: HaltRequest; reply: Result<readonly Halt[], HaltError> };
    /**
     * By command: ends the halts of one cause. It takes effect, and grants what it grants, when it
     * is written.
     */
    resume: { request: ResumeRequest; reply: Result<Resumed, HaltError> };
    /**
     * The halts that last: asked by the trade actor first thing at its start, and when risk has
     * started again. What it holds then and the store does not is a halt that could not be written
     * before risk ended: it lasts on.
     */
    halts: { request: { readonly held?: readonly Halt[] }; reply: readonly Halt[] };
    /** Halts of everything that last. */
    general_halts: { request: Record<never, never>; reply: readonly GeneralHalt[] };
    risk: { request: Record<never, never>; reply: readonly RiskStatus[] };
  };
};

export type RiskConfig = RiskPolicy;
