/**
 * The interface to whatever executes orders: a connected terminal (the mt5 actor) or the paper
 * broker (the paper actor). Both answer the same requests and publish the same events to risk and
 * trade.
 */

import type {
  BrokerMs,
  IntentId,
  OpenRequest,
  OrderTicket,
  PositionId,
  Protection,
  Result,
  TerminalId,
  TerminalLimits,
  VenueDeal,
  VenueName,
  VenueRequest,
  VenueSnapshot,
} from "../models/mod.ts";
import type { DealTicket } from "../models/mod.ts";
import type { VenueHalt } from "./venue_events.ts";
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
  /** The intent was executed earlier: this repeats its first answer. */
  readonly isRepeat: boolean;
}

/**
 * The outcome of a trading request. Only `refused` and `not_sent` are certain not to have changed
 * anything.
 */
export type VenueAnswer =
  /** Retcode 10008 (placed), 10009 (done), 10010 (partially done) or 10025 (no changes). */
  | { readonly status: "executed"; readonly retcode: number; readonly result: VenueResult }
  /** By the broker (`retcode`) or by the Expert Advisor's own safety checks (`code`). */
  | {
    readonly status: "refused";
    readonly retcode: number;
    readonly code: string;
    readonly message: string;
  }
  /** The request certainly never reached the terminal. */
  | { readonly status: "not_sent"; readonly detail: string }
  /** The request may have been executed, or may still be: use `find`, never send it again. */
  | { readonly status: "unknown"; readonly retcode: number; readonly detail: string };

export const findStatuses = [
  /** The terminal knows nothing of this intent. */
  "none",
  /** Sent with an unknown outcome; any tickets are those found so far. */
  "sent",
  "done",
  "refused",
] as const;

/** What the venue knows of an intent. */
export interface VenueFound {
  /** The venue has the intent in its own journal. */
  readonly known: boolean;
  readonly status: typeof findStatuses[number];
  readonly retcode: number;
  readonly orders: readonly OrderTicket[];
  readonly deals: readonly DealTicket[];
  readonly position: PositionId | null;
  /** The intent log that answers: it does not know what was sent to another one. */
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
   * The loss, as a positive amount, if the order is filled at its price (or now) and closed at its
   * stop; null without a stop.
   */
  readonly lossAtStop: number | null;
}

/** Why a venue did not answer a question that changes nothing. */
export type VenueError =
  | { readonly code: "terminal_not_connected"; readonly terminal: TerminalId }
  /**
   * It certainly did not reach the terminal: the connection is closed or its queue is full, or no
   * terminal could parse it.
   */
  | { readonly code: "call_not_sent"; readonly terminal: TerminalId; readonly verb: string }
  /** No reply in time, or the connection broke: the terminal may still have executed it. */
  | { readonly code: "call_timeout"; readonly terminal: TerminalId; readonly verb: string }
  /** The terminal is still loading this history: ask again later. */
  | { readonly code: "history_loading"; readonly terminal: TerminalId }
  | {
    readonly code: "call_refused";
    readonly terminal: TerminalId;
    readonly reason: string;
    readonly message: string;
    readonly retcode: number;
  }
  /** The reply did not parse: the Expert Advisor and the bridge do not match. */
  | { readonly code: "reply_malformed"; readonly terminal: TerminalId; readonly detail: string };

export type VenueProtocol = {
  tell: never;
  ask: {
    /** Sends at most once. Magic number and comment are derived from the intent. */
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
    /** Whether the broker would accept the order. Changes nothing. */
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
    /** All open positions and pending orders with the account's figures, as of one moment. */
    snapshot: {
      request: { readonly terminal: TerminalId };
      reply: Result<VenueSnapshot, VenueError>;
    };
    /**
     * All deals of a period, both ends inclusive, oldest first; null for `toBrokerMs`: up to now.
     */
    deals: {
      request: {
        readonly terminal: TerminalId;
        readonly fromBrokerMs: BrokerMs;
        readonly toBrokerMs: BrokerMs | null;
      };
      reply: Result<readonly VenueDeal[], VenueError>;
    };
    /** The venue's own halt flag: the venue itself refuses new risk, even after a restart. */
    halt_venue: {
      request: { readonly terminal: TerminalId } & VenueHalt;
      reply: Result<null, VenueError>;
    };
    resume_venue: {
      request: { readonly terminal: TerminalId };
      reply: Result<null, VenueError>;
    };
    /** What the venue does by itself while the bridge is silent, from now on. */
    limit_venue: {
      request: { readonly terminal: TerminalId; readonly limits: TerminalLimits };
      reply: Result<null, VenueError>;
    };
    /** Whose stops the venue moves by itself while the bridge is silent, from now on. */
    protect_venue: {
      request: { readonly terminal: TerminalId; readonly protection: Protection };
      reply: Result<null, VenueError>;
    };
  };
};

/** The part of a venue that trading code uses. */
export type VenuePeer = Pick<Peer<VenueProtocol>, "ask">;

/** Null for a venue that is not in this tree. */
export type Venues = Readonly<Record<VenueName, VenuePeer | null>>;
