/**
 * Messages of the risk actor: events of venues and trades, and the requests of the trade actor,
 * jobs and commands.
 */

import type {
  AccountDay,
  AccountGroupStatus,
  AccountMetrics,
  ApprovalId,
  BrokerMs,
  FiguresPlace,
  GeneralHalt,
  Halt,
  HeldHalt,
  OpenRequest,
  OrderProposal,
  PerAccount,
  ProposalAge,
  Refusal,
  RiskDecision,
  TerminalId,
  UnixMs,
  VenueDeal,
} from "../../src/models/mod.ts";
import type { StoreError } from "../../src/database/store_error.ts";
import type { ApprovedOrder } from "../../src/risk/orders/approved_order.ts";
import type {
  DayRequest,
  HaltRequest,
  Resumed,
  ResumeRequest,
  RiskStatus,
} from "../../src/risk/halts/halt_requests.ts";
import type { OutgrownOrder } from "../../src/risk/orders/outgrown_orders.ts";
import type { OpenPositions } from "../../src/risk/facts/open_positions.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import type { VenueEvent } from "../../src/venue/venue_events.ts";
import type { Result } from "../../src/models/mod.ts";
import type { RiskPolicy } from "../../src/risk/risk_policy.ts";

export type RiskEvent =
  | VenueEvent
  /**
   * New deals of one account in the store (flows and results of the day), and the account as it was
   * read with them. `isComplete`: the history has no gap.
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
  /** The terminal reports that nothing is open: a `flatten` halt is complete. */
  | { readonly type: "flat_confirmed"; readonly terminal: TerminalId; readonly utcMs: UnixMs };

export interface Refused {
  readonly verdict: "refused";
  readonly refusals: readonly Refusal[];
  readonly decision: RiskDecision;
}

/** It would be refused because of positions and orders that may no longer be open: read them. */
export interface Outdated {
  readonly verdict: "outdated";
}

/**
 * `passed`: no check has failed, but the terminal has not answered yet. This is not an approval: in
 * the meantime the trade actor stores the decision with its intent, so that the order can be sent
 * as soon as it is approved.
 */
export type DecideReply =
  | { readonly verdict: "passed"; readonly request: OpenRequest; readonly decision: RiskDecision }
  | Refused
  | Outdated;

export interface Approved {
  readonly verdict: "approved";
  readonly order: ApprovedOrder;
  /** The decision that passed, or another one with a smaller volume after the terminal's check. */
  readonly decision: RiskDecision;
  /** How long it is valid, counted from the request by the requester's steady clock. */
  readonly lastsMs: number;
}

/** What risk would say to an order; nothing is stored, logged, reserved or sent. */
export interface Previewed {
  /** Empty: it would be approved. */
  readonly refusals: readonly Refusal[];
  /** What would be ordered; null where no volume fits. */
  readonly volumeLots: number | null;
  /** In the account's currency; null when it would be refused. */
  readonly riskMoney: number | null;
}

/** `forgotten`: it passed too long ago, in an earlier run, or never. */
export type ApproveReply = Approved | Refused | { readonly verdict: "forgotten" };

export type PassedDecision = Extract<DecideReply, { readonly verdict: "passed" }>;

export type DayError =
  | StoreError
  | AskError
  | { readonly code: "unknown_terminal" }
  /** Its figures, its deals or its time are not known for certain now. */
  | { readonly code: "account_unknown" }
  /** The day that is counted is the broker's, or only a little later. */
  | { readonly code: "day_not_ahead" }
  /** The request names other days than these. */
  | { readonly code: "other_days"; readonly from: string; readonly to: string };

/** A halt that could not be stored is in effect all the same; the write is retried. */
export type HaltError =
  | StoreError
  | AskError
  | { readonly code: "unknown_terminal" }
  /** A general halt can only be ended for all accounts, not for one. */
  | { readonly code: "everything_halted" };

export type RiskProtocol = {
  tell: RiskEvent;
  ask: {
    /** Those whose limits are watched now. */
    watched_accounts: { request: Record<never, never>; reply: readonly TerminalId[] };
    /**
     * Asks the terminal for its check, runs all others, and returns every reason to refuse. The
     * request's slippage is MAX_SLIPPAGE_PCT.
     */
    decide: {
      request: {
        readonly proposal: OrderProposal;
        readonly age: ProposalAge;
        readonly openPositions: OpenPositions;
      };
      reply: DecideReply;
    };
    /** What it would decide; asks the terminal for its check, which executes nothing. */
    preview: {
      request: {
        readonly proposal: OrderProposal;
        readonly age: ProposalAge;
        readonly openPositions: OpenPositions;
      };
      reply: Previewed;
    };
    /**
     * For a decision that passed: runs all checks again with the terminal's answer, and approves it
     * or returns every reason. Each decision is answered once. A signal is approved once: after a
     * requote it is sent again under its existing approval, until that expires.
     */
    approve: { request: { readonly decision: ApprovalId }; reply: ApproveReply };
    /**
     * Before an approved order is sent again after a requote: null counts it as another order of
     * the minute; a refusal forbids it.
     */
    repeat: { request: { readonly terminal: TerminalId }; reply: Refusal | null };
    /** Stores and logs a refusal that the trade actor decided without asking risk. */
    refuse: {
      request: { readonly proposal: OrderProposal; readonly refusals: readonly Refusal[] };
      reply: null;
    };
    /** Pending orders that no longer fit the account, with the reason; see `outgrown_orders.ts`. */
    outgrown_orders: {
      request: { readonly terminal: TerminalId; readonly openPositions: OpenPositions };
      reply: readonly OutgrownOrder[];
    };
    /**
     * Job: recalculates day, peak and drawdown of all accounts, stores them, and begins and ends
     * halts.
     */
    update_risk: { request: Record<never, never>; reply: Result<null, StoreError | AskError> };
    /** Job: one log line for each traded account. */
    report_accounts: { request: Record<never, never>; reply: Result<null, never> };
    /** Command; null halts every account. */
    halt: { request: HaltRequest; reply: Result<readonly Halt[], HaltError> };
    /**
     * Command: ends the halts of one cause. The end, and what it grants, take effect when stored.
     */
    resume: { request: ResumeRequest; reply: Result<Resumed, HaltError> };
    /**
     * Command: replaces a day far ahead, which a wrong clock had begun, by the broker's. Takes
     * effect when stored; ends no halt, lowers no equity high and forgets no loss.
     */
    replace_day: { request: DayRequest; reply: Result<AccountDay, DayError> };
    /**
     * The halts in effect: requested by the trade actor at its start, and after a restart of risk.
     * A halt that the trade actor holds and the store does not could not be stored before risk
     * ended: it stays in effect.
     */
    halts: { request: { readonly held?: readonly HeldHalt[] }; reply: readonly HeldHalt[] };
    /** General halts in effect. */
    general_halts: { request: Record<never, never>; reply: readonly GeneralHalt[] };
    /** Replies when every decision made so far is stored, so that a reader finds it. */
    decisions_written: { request: Record<never, never>; reply: null };
    risk: { request: Record<never, never>; reply: readonly RiskStatus[] };
    /** Groups of accounts, and what is used of their limits. */
    account_groups: { request: Record<never, never>; reply: readonly AccountGroupStatus[] };
  };
};

export type RiskConfig = PerAccount<RiskPolicy>;
