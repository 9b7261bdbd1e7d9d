/**
 * What the trade actor understands: signals and commands, halts, events of venues, and questions
 * about what is open.
 */

import type {
  Discrepancy,
  Halt,
  IntentId,
  OrderProposal,
  Refusal,
  Result,
  Signal,
  TerminalId,
  TradeIntent,
  VenueOrder,
  VenuePosition,
  VenueRequest,
} from "../../src/models/mod.ts";
import type { StoreError } from "../../src/database/store_error.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import type { AccountMode, ModeSettings } from "../../src/venue/account_mode.ts";
import type { RuleSettings } from "../../src/trade/rules/position_rule.ts";
import type { GateRefusal } from "../../src/trade/send_gate.ts";
import type { VenueError } from "../../src/venue/venue.ts";
import type { VenueEvent } from "../../src/venue/venue_events.ts";

export type TradeEvent =
  | VenueEvent
  /** A signal that is new in the store. */
  | { readonly type: "signal_published"; readonly signal: Signal };

/** Why a command was not carried out; nothing was sent. */
export type CommandError =
  | { readonly code: "refused_by_risk"; readonly refusals: readonly Refusal[] }
  /**
   * The last look before the send refused it: mode, halt, expired approval, an earlier order with
   * an unknown outcome.
   */
  | GateRefusal
  | { readonly code: "unknown_terminal" | "unknown_ticket"; readonly message: string }
  | { readonly code: "bad_request"; readonly message: string }
  /** The intent could not be written down, so it was not sent. */
  | StoreError
  | AskError;

/**
 * The intent as it stands when the venue has answered, or the deadline has passed (`sent`,
 * `unknown`).
 */
export type CommandReply = Result<TradeIntent, CommandError>;

/** Everything but opening, by command. */
export type ChangeRequest = Exclude<VenueRequest, { kind: "open" }>;

/** One account and what is open on it. */
export interface AccountOverview {
  /** The account. */
  readonly terminal: TerminalId;
  /** What may be sent to it. */
  readonly mode: AccountMode;
  /**
   * False from a (re)connect until the first reconciliation has succeeded: nothing is sent
   * meanwhile.
   */
  readonly isReconciled: boolean;
  /** What is held; `intent` names the intent that opened it, null for what others opened. */
  readonly positions: readonly (VenuePosition & { readonly intent: IntentId | null })[];
  /** Orders that wait or are on their way. */
  readonly orders: readonly (VenueOrder & { readonly intent: IntentId | null })[];
  /** Not final. */
  readonly intents: readonly TradeIntent[];
  /** The latest differences that reconciliations have found. */
  readonly discrepancies: readonly Discrepancy[];
  /** When it was compared with the terminal last, in UTC; null: not yet. */
  readonly lastReconciledMs: number | null;
}

/** What is in effect on an account. */
export interface AppliedHalts {
  readonly terminal: TerminalId;
  /** None: orders may be sent. */
  readonly halts: readonly Halt[];
  /** There are no others; false while risk has not read those of earlier lives. */
  readonly isComplete: boolean;
}

/**
 * Asks for an order to be opened. The risk controller sizes it, and approves or refuses it, before
 * anything is sent.
 */
export interface PlaceOrderQuestion {
  /** The order that is wanted. */
  readonly request: { readonly proposal: OrderProposal };
  /** What came of it. */
  readonly reply: CommandReply;
}

/** Asks for all connected accounts and what is open on them. */
export interface AccountsQuestion {
  /** Nothing to choose: `{}`. */
  readonly request: Record<never, never>;
  /** One entry for each account. */
  readonly reply: readonly AccountOverview[];
}

export type TradeProtocol = {
  tell: TradeEvent;
  ask: {
    /**
     * From the risk actor: when it has answered, nothing that opens risk is sent to this account
     * any more. With `flatten`, it goes on closing until the venue says flat, and tells risk
     * `flat_confirmed`.
     */
    apply_halts: { request: AppliedHalts; reply: null };
    place_order: PlaceOrderQuestion;
    /**
     * `key` is the caller's own: the same key is the same command, answered with what came of it.
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
     * Closes every position and cancels every order of the account; one intent each. The same key
     * goes on where the first time ended: what has an intent already is not asked for again.
     */
    close_all: {
      request: { readonly terminal: TerminalId; readonly key: string };
      reply: Result<readonly TradeIntent[], CommandError>;
    };
    /**
     * For an intent whose outcome the terminal itself does not know: a person has looked, and
     * answers for it that nothing was executed. Only this, the terminal's answer or a deal ends
     * `unknown`.
     */
    settle_intent: {
      request: { readonly terminal: TerminalId; readonly intent: IntentId; readonly by: string };
      reply: CommandReply;
    };
    /** The job: reconciles every connected account. */
    sync_trades: {
      request: Record<never, never>;
      reply: readonly Result<null, VenueError | StoreError | AskError>[];
    };
    accounts: AccountsQuestion;
  };
};

export interface TradeConfig {
  readonly mode: ModeSettings;
  readonly rules: RuleSettings;
  /** No order is judged by a price older than this. */
  readonly maxPriceAgeMs: number;
}
