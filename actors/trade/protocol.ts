/**
 * Messages of the trade actor: signals and commands, halts, events of venues, and requests for what
 * is open.
 */

import type {
  CopyPolicy,
  Discrepancy,
  GuardSettings,
  HeldHalt,
  IntentId,
  OrderProposal,
  PerAccount,
  Refusal,
  Result,
  Signal,
  StrategyOwner,
  StrategyOwnTrades,
  StrategyStep,
  TerminalId,
  TraceId,
  TradeIntent,
  TradingMode,
  VenueOrder,
  VenuePosition,
  VenueRequest,
} from "../../src/models/mod.ts";
import type { OpenPositions } from "../../src/risk/facts/open_positions.ts";
import type { StoreError } from "../../src/database/store_error.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import type { ModeSettings } from "../../src/venue/account_mode.ts";
import type { RuleSettings } from "../../src/trade/rules/position_rule.ts";
import type { CopyLink } from "../../src/trade/copying/copy_link.ts";
import type { GateRefusal } from "../../src/trade/send_gate.ts";
import type { Previewed } from "../risk/protocol.ts";
import type { VenueError } from "../../src/venue/venue.ts";
import type { VenueEvent } from "../../src/venue/venue_events.ts";

/** Steps of one strategy with columns on one series. */
export interface StepsToCarryOut {
  readonly owner: StrategyOwner;
  readonly steps: readonly StrategyStep[];
  /** They may have been carried out already, in whole or in part. */
  readonly isRepeated: boolean;
}

/** What became of one step. */
export interface StepDone {
  readonly trace: TraceId;
  /** An earlier run has sent it, or it was refused then: the store has what became of it. */
  readonly isOlder: boolean;
  /** Why it was not sent; null when it was, and when there was nothing to do. */
  readonly error: CommandError | null;
  /** What was sent for it, as far as it has come. */
  readonly intent: TradeIntent | null;
}

export type TradeEvent =
  | VenueEvent
  /** A signal that is new in the store. */
  | { readonly type: "signal_published"; readonly signal: Signal };

/** Why a command was rejected; unless it says `incomplete`, nothing was sent. */
export type CommandError =
  | { readonly code: "refused_by_risk"; readonly refusals: readonly Refusal[] }
  /**
   * Refused by the last check before the send: mode, halt, expired approval, an earlier order with
   * an unknown outcome.
   */
  | GateRefusal
  | { readonly code: "unknown_terminal" | "unknown_ticket"; readonly message: string }
  | { readonly code: "bad_request"; readonly message: string }
  /** Some of its requests were sent, others were not. */
  | { readonly code: "incomplete"; readonly message: string }
  /** The intent could not be stored, so it was not sent. */
  | StoreError
  | AskError;

/** The intent after the venue's reply, or after the timeout (`sent`, `unknown`). */
export type CommandReply = Result<TradeIntent, CommandError>;

/** Commands other than opening. */
export type ChangeRequest = Exclude<VenueRequest, { kind: "open" }>;

/** One account and its open trades. */
export interface AccountOverview {
  /** The account. */
  readonly terminal: TerminalId;
  /** What may be sent to it. */
  readonly mode: TradingMode;
  /**
   * False from a (re)connect until the first successful reconciliation; until then nothing is sent.
   */
  readonly isReconciled: boolean;
  /** Open positions; `intent` is the one that opened it, null when something else did. */
  readonly positions: readonly (VenuePosition & { readonly intent: IntentId | null })[];
  /** Pending orders, and orders being executed. */
  readonly orders: readonly (VenueOrder & { readonly intent: IntentId | null })[];
  /** Intents that are not final. */
  readonly intents: readonly TradeIntent[];
  /** The latest differences found by reconciliations. */
  readonly discrepancies: readonly Discrepancy[];
  /** When it was last compared with the terminal, in UTC; null before the first time. */
  readonly lastReconciledMs: number | null;
}

/** The halts in effect on an account. */
export interface AppliedHalts {
  readonly terminal: TerminalId;
  /** Empty: orders may be sent. */
  readonly halts: readonly HeldHalt[];
  /** The list is complete; false while risk has not loaded the halts of earlier runs. */
  readonly isComplete: boolean;
}

/**
 * Requests a new order. Risk calculates the volume and approves or refuses the order before
 * anything is sent.
 */
export interface PlaceOrderQuestion {
  /** The wanted order. */
  readonly request: { readonly proposal: OrderProposal };
  /** The result. */
  readonly reply: CommandReply;
}

/** Requests all connected accounts and what is open on them. */
export interface AccountsQuestion {
  /** No options: `{}`. */
  readonly request: Record<never, never>;
  /** One entry for each account. */
  readonly reply: readonly AccountOverview[];
}

/** Requests who copies whom. */
export interface CopyLinksQuestion {
  /** No options: `{}`. */
  readonly request: Record<never, never>;
  /** One entry for each account that copies. */
  readonly reply: readonly CopyLink[];
}

export type TradeProtocol = {
  tell: TradeEvent;
  ask: {
    /** What is open on each of these accounts; null where that is not known now. */
    open_positions: {
      request: { readonly terminals: readonly TerminalId[] };
      reply: readonly (OpenPositions | null)[];
    };
    /** Those whose stops are moved and whose halts are applied now. */
    watched_accounts: { request: Record<never, never>; reply: readonly TerminalId[] };
    /**
     * From risk: after the reply, nothing that opens risk is sent to this account. With `flatten`
     * it keeps closing until the venue reports that nothing is open, then sends risk
     * `flat_confirmed`.
     */
    apply_halts: { request: AppliedHalts; reply: null };
    place_order: PlaceOrderQuestion;
    /**
     * `key` is chosen by the caller: the same key is the same command, and gets the same result.
     */
    change: {
      request: {
        readonly terminal: TerminalId;
        readonly key: string;
        readonly request: ChangeRequest;
      };
      reply: CommandReply;
    };
    /**
     * Closes every position and cancels every order of the account, with one intent each. A
     * repeated key continues where the first attempt ended: whatever has an intent already is
     * skipped. A part that cannot be requested does not keep the rest from being requested, and
     * makes the reply `incomplete`.
     */
    close_all: {
      request: { readonly terminal: TerminalId; readonly key: string };
      reply: Result<readonly TradeIntent[], CommandError>;
    };
    /**
     * For an intent whose outcome even the terminal does not know: a person has checked and
     * confirms that nothing was executed. Besides this, only the terminal's reply or a deal ends
     * `unknown`.
     */
    settle_intent: {
      request: { readonly terminal: TerminalId; readonly intent: IntentId; readonly by: string };
      reply: CommandReply;
    };
    /**
     * For a replay, which waits: the account that this terminal's signals are traded on is ready,
     * and the outcome of every signal is known.
     */
    settled: { request: { readonly terminal: TerminalId }; reply: boolean };
    /** Job: reconciles every connected account. */
    sync_trades: {
      request: Record<never, never>;
      reply: readonly Result<null, VenueError | StoreError | AskError>[];
    };
    accounts: AccountsQuestion;
    copy_links: CopyLinksQuestion;
    /**
     * What a strategy with columns has on a series, after a reading of the account it trades on.
     * `not_ready` while that account is not read.
     */
    own_trades: { request: StrategyOwner; reply: Result<StrategyOwnTrades, CommandError> };
    /**
     * Answered when every step was sent or refused, and the account shows what was done. Steps that
     * were refused are logged and not tried again.
     */
    carry_out: {
      request: StepsToCarryOut;
      reply: Result<readonly StepDone[], CommandError>;
    };
    /** What risk would say to an entry, on the account that it would be traded on. */
    preview: {
      request: { readonly signal: Signal };
      reply: Result<Previewed, CommandError>;
    };
    /**
     * Answered when `accounts` shows what these intents have done, or after a second without it.
     * For callers that read what they have just changed.
     */
    show_effects: {
      request: { readonly terminal: TerminalId; readonly intents: readonly TradeIntent[] };
      reply: null;
    };
  };
};

/** What may differ between accounts. */
export interface TradeSettings {
  readonly mode: ModeSettings;
  readonly rules: RuleSettings;
  readonly guard: GuardSettings;
  /** What it copies; null: nothing. */
  readonly copy: CopyPolicy | null;
  /** No order is decided at an older price. */
  readonly maxPriceAgeMs: number;
}

export type TradeConfig = PerAccount<TradeSettings>;
