/**
 * Intents: what the bridge is about to request from a terminal, what it has requested, and the
 * outcome. Each is written to the journal with full durability before anything is sent.
 * `src/trade/order_lifecycle.ts` has the states and their transitions.
 */

import type { TerminalId } from "./ids.ts";
import type { SymbolName } from "./ids.ts";
import type { OpeningType } from "./order.ts";
import type { OrderTicket, PositionId, PositionTicket } from "./ticket.ts";
import type { BrokerMs, UnixMs } from "./time.ts";
import type { ApprovalId, IntentId, TraceId } from "./trace.ts";

/** A request that opens risk; it needs an approval. */
export interface OpenRequest {
  /** The kind of request. */
  readonly kind: "open";
  /** What is bought or sold. */
  readonly symbol: SymbolName;
  /** At the market, or waiting for a price. */
  readonly type: OpeningType;
  /** How much. */
  readonly volumeLots: number;
  /**
   * The price at which a pending order is triggered; for a market order, the price when the intent
   * was made.
   */
  readonly price: number | null;
  /** At which the limit order of a stop-limit order is placed. */
  readonly stopLimitPrice: number | null;
  /** Stop loss of the position that it opens. */
  readonly stopLoss: number | null;
  /** Take profit of the position that it opens. */
  readonly takeProfit: number | null;
  /** How far the price may have moved from `price`. */
  readonly deviationPoints: number;
  /** When a pending order ends; null: never. */
  readonly expiresMs: BrokerMs | null;
}

/**
 * A request to a venue (a terminal, or the paper broker). Volumes are lots; null means none, or
 * the whole volume.
 */
export type VenueRequest =
  | OpenRequest
  | {
    readonly kind: "modify_order";
    readonly order: OrderTicket;
    readonly price: number;
    readonly stopLimitPrice: number | null;
    readonly stopLoss: number | null;
    readonly takeProfit: number | null;
    readonly expiresMs: BrokerMs | null;
  }
  | { readonly kind: "cancel_order"; readonly order: OrderTicket }
  | {
    readonly kind: "modify_position";
    readonly position: PositionTicket;
    readonly stopLoss: number | null;
    readonly takeProfit: number | null;
  }
  | {
    readonly kind: "close_position";
    readonly position: PositionTicket;
    /** Null closes the whole position. */
    readonly volumeLots: number | null;
    readonly deviationPoints: number;
  }
  | {
    readonly kind: "close_by";
    readonly position: PositionTicket;
    readonly by: PositionTicket;
  };

/** From the first state to the final ones. */
export const intentStates = [
  /** Stored, not sent yet. */
  "intended",
  /** Passed to the link. */
  "sent",
  /** May have been executed: the bridge finds out by asking, never by sending again. */
  "unknown",
  /**
   * The broker has accepted it: a pending order is in place, or a market order is being executed.
   */
  "accepted",
  "partially_filled",
  /** This state and all that follow are final. Filled: everything was executed. */
  "filled",
  "rejected",
  "cancelled",
  "expired",
] as const;
/** How far an intent has come. */
export type IntentState = typeof intentStates[number];

/** Whether the state is final: an intent never leaves it. */
export function isFinalIntent(state: IntentState): boolean {
  return state === "filled" || state === "rejected" || state === "cancelled" || state === "expired";
}

/** One intent in its current state. */
export interface TradeIntent {
  /** Also in the magic number and the comment of the order at the broker. */
  readonly id: IntentId;
  /** Links it to its signal or command, and to the resulting orders and deals. */
  readonly trace: TraceId;
  /** The account. */
  readonly terminal: TerminalId;
  /** The request. */
  readonly request: VenueRequest;
  /** Null for requests that need none: closing, cancelling, reducing risk. */
  readonly approval: ApprovalId | null;
  /** How far it has come. */
  readonly state: IntentState;
  /**
   * 1 for the first request. After a requote the request is repeated at a new price, each time as a
   * new intent.
   */
  readonly attempt: number;
  /**
   * The intent log of the terminal it was sent to: that another terminal of the account does not
   * know the intent proves nothing. Empty when unknown.
   */
  readonly installation: string;
  /** The executed volume. */
  readonly filledLots: number;
  /** The resulting order; null while there is none. */
  readonly order: OrderTicket | null;
  /** The resulting position; null while there is none. */
  readonly position: PositionId | null;
  /** The broker's return code; null until it has answered. */
  readonly retcode: number | null;
  /** Explains the state to the trader; empty when there is nothing to explain. */
  readonly explanation: string;
  /** When it was stored first, in UTC. */
  readonly createdMs: UnixMs;
  /** When it changed last, in UTC. */
  readonly updatedMs: UnixMs;
}
