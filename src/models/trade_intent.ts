/**
 * Intents: what the bridge is about to request from a terminal, what it has requested, and the
 * outcome. Each is written to the journal with full durability before anything is sent.
 * `src/trade/order_lifecycle.ts` has the states and their transitions.
 */

import type { TerminalId } from "./ids.ts";
import type { SymbolName } from "./ids.ts";
import type { PendingType } from "./order.ts";
import type { OrderTicket, PositionId, PositionTicket } from "./ticket.ts";
import type { BrokerMs, UnixMs } from "./time.ts";
import type { ApprovalId, IntentId, TraceId } from "./trace.ts";

/** A request that opens risk; it needs an approval. */
export interface OpenRequest {
  readonly kind: "open";
  readonly symbol: SymbolName;
  readonly type: "buy" | "sell" | PendingType;
  readonly volumeLots: number;
  /**
   * The price at which a pending order is triggered; for a market order, the price when the intent
   * was made.
   */
  readonly price: number | null;
  readonly stopLimitPrice: number | null;
  readonly stopLoss: number | null;
  readonly takeProfit: number | null;
  readonly deviationPoints: number;
  readonly expiresMs: BrokerMs | null;
}

/**
 * A request to a venue (a terminal, or the paper broker). Volumes are lots; null stands for none,
 * or for the whole volume.
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
export type IntentState = typeof intentStates[number];

/** Whether the state is final: an intent never leaves it. */
export function isFinalIntent(state: IntentState): boolean {
  return state === "filled" || state === "rejected" || state === "cancelled" || state === "expired";
}

/** One intent in its current state. */
export interface TradeIntent {
  readonly id: IntentId;
  readonly trace: TraceId;
  readonly terminal: TerminalId;
  readonly request: VenueRequest;
  /** Null for requests that need none: closing, cancelling, reducing risk. */
  readonly approval: ApprovalId | null;
  readonly state: IntentState;
  /**
   * 1 for the first request. After a requote the request is repeated at a new price, each time as a
   * new intent.
   */
  readonly attempt: number;
  readonly filledLots: number;
  readonly order: OrderTicket | null;
  readonly position: PositionId | null;
  /** The broker's return code; null until it has answered. */
  readonly retcode: number | null;
  /** Explains the state to the trader; empty when there is nothing to explain. */
  readonly explanation: string;
  readonly createdMs: UnixMs;
  readonly updatedMs: UnixMs;
}
