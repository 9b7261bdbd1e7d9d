/**
 * The port to whoever executes: a connected terminal (the mt5 actor) or the paper broker (the paper
 * actor). Both answer the same questions, and tell risk and trade the same events.
 */

import type {
  BrokerMs,
  IntentId,
  OpenRequest,
  OrderTicket,
  PositionId,
  Result,
  TerminalId,
  VenueDeal,
  VenueRequest,
  VenueSnapshot,
} from "../models/mod.ts";
import type { DealTicket } from "../models/mod.ts";
import type { Peer } from "../runtime/actor.ts";

/** What the broker did. Tickets are null where there is none. */
export interface VenueResult {
  readonly order: OrderTicket | null;
  readonly deal: DealTicket | null;
  readonly position: PositionId | null;
  readonly volumeLots: number;
  readonly price: number | null;
  readonly bid: number | null;
  readonly ask: number | null;
  readonly comment: string;
  /** The intent had been executed before: this is its first answer. */
  readonly isRepeat: boolean;
}

/**
 * What came of a request that trades. Only `refused` and `not_sent` are certain not to have changed
 * anything.
 */
export type VenueAnswer =
  /** Retcode 10008 (placed), 10009 (done), 10010 (done in part) or 10025 (no changes). */
  | { readonly status: "executed"; readonly retcode: number; readonly result: VenueResult }
  /** By the broker (`retcode`) or by the terminal's own safety (`code`). */
  | {
    readonly status: "refused";
    readonly retcode: number;
    readonly code: string;
    readonly message: string;
  }
  /** It certainly never reached the terminal. */
  | { readonly status: "not_sent"; readonly detail: string }
  /** It may have been executed, or may still be: ask `find`, never send it again. */
  | { readonly status: "unknown"; readonly retcode: number; readonly detail: string };

/** What the venue knows of an intent. */
export interface VenueFound {
  /** The venue has it in its own journal. */
  readonly known: boolean;
  readonly status: "none" | "sent" | "done" | "refused";
  readonly retcode: number;
  readonly orders: readonly OrderTicket[];
  readonly deals: readonly DealTicket[];
  readonly position: PositionId | null;
  /** Whose journal answers: of what was handed to another one it knows nothing. */
  readonly installation: string;
}

/** The account as it would be after an order. */
export interface VenueCheck {
  readonly margin: number;
  readonly freeMargin: number;
  readonly marginLevelPct: number | null;
  readonly equity: number;
  readonly balance: number;
  /**
   * Money lost if the order is filled at its price (or now) and closed at its stop, positive; null
   * without a stop.
   */
  readonly lossAtStop: number | null;
}

/** Why a venue did not answer a question that changes nothing. */
export type VenueError =
  | { readonly code: "terminal_not_connected"; readonly terminal: TerminalId }
  | {
    readonly code: "call_not_sent" | "call_timeout";
    readonly terminal: TerminalId;
    readonly verb: string;
  }
  | { readonly code: "history_loading"; readonly terminal: TerminalId }
  | {
    readonly code: "call_refused";
    readonly terminal: TerminalId;
    readonly reason: string;
    readonly message: string;
    readonly retcode: number;
  }
  | { readonly code: "reply_malformed"; readonly terminal: TerminalId; readonly detail: string };

export type VenueProtocol = {
  tell: never;
  ask: {
    /** Sends at most once. Magic number and comment are made of the intent. */
    trade: {
      request: {
        readonly terminal: TerminalId;
        readonly intent: IntentId;
        readonly request: VenueRequest;
        /** Only this one may be asked; absent: whichever is connected. */
        readonly installation?: string;
      };
      reply: VenueAnswer;
    };
    /** Would the broker take it? Changes nothing. */
    order_check: {
      request: {
        readonly terminal: TerminalId;
        readonly intent: IntentId;
        readonly request: OpenRequest;
      };
      reply: Result<VenueCheck, VenueError>;
    };
    find: {
      request: { readonly terminal: TerminalId; readonly intent: IntentId };
      reply: Result<VenueFound, VenueError>;
    };
    /**
     * All open positions and pending orders, and behind them the account's figures: what the venue
     * has at one moment.
     */
    snapshot: {
      request: { readonly terminal: TerminalId };
      reply: Result<VenueSnapshot, VenueError>;
    };
    /**
     * Deals of the history, both ends inclusive, oldest first; null for `toBrokerMs`: up to now.
     * All pages.
     */
    deals: {
      request: {
        readonly terminal: TerminalId;
        readonly fromBrokerMs: BrokerMs;
        readonly toBrokerMs: BrokerMs | null;
      };
      reply: Result<readonly VenueDeal[], VenueError>;
    };
    /** The venue's own halt flag: it refuses new risk by itself, across its restarts. */
    halt_venue: {
      request: { readonly terminal: TerminalId; readonly reason: string };
      reply: Result<null, VenueError>;
    };
    resume_venue: {
      request: { readonly terminal: TerminalId };
      reply: Result<null, VenueError>;
    };
  };
};

/** A venue as those who trade there ask it. */
export type VenuePeer = Pick<Peer<VenueProtocol>, "ask">;
