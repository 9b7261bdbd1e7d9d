/**
 * Intents: what the bridge is about to ask of a terminal, has asked, and what came of it. Journalled with full durability before
 * anything is sent; the states and what leads from one to another are in `src/trade/order_lifecycle.ts`.
 */

import type { TerminalId } from "./ids.ts";
import type { SymbolName } from "./ids.ts";
import type { PendingType } from "./order.ts";
import type { OrderTicket, PositionId, PositionTicket } from "./ticket.ts";
import type { BrokerMs, UnixMs } from "./time.ts";
import type { ApprovalId, IntentId, TraceId } from "./trace.ts";

/** Opens risk: needs an approval. */
export interface OpenRequest {
  readonly kind: "open";
  readonly symbol: SymbolName;
  readonly type: "buy" | "sell" | PendingType;
  readonly volumeLots: number;
  /** At which a pending order waits; for an order at the market, the price that was seen. */
  readonly price: number | null;
  readonly stopLimitPrice: number | null;
  readonly stopLoss: number | null;
  readonly takeProfit: number | null;
  readonly deviationPoints: number;
  readonly expiresMs: BrokerMs | null;
}

/** What may be asked of a venue (a terminal, or the paper broker). Volumes are lots; null stands for none, or all of it. */
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
    /** Null closes all of it. */
    readonly volumeLots: number | null;
    readonly deviationPoints: number;
  }
  | {
    readonly kind: "close_by";
    readonly position: PositionTicket;
    readonly by: PositionTicket;
  };

export const intentStates = [
  /** Written down, not sent. */
  "intended",
  /** Handed to the link. */
  "sent",
  /** May have been executed: to be found out by asking, never by sending again. */
  "unknown",
  /** The broker has it: a pending order waits, or a market order is on its way. */
  "accepted",
  "partially_filled",
  /** Final from here on: all of it was done. */
  "filled",
  "rejected",
  "cancelled",
  "expired",
] as const;
export type IntentState = typeof intentStates[number];

/** States that no intent leaves. */
export function isFinalIntent(state: IntentState): boolean {
  return state === "filled" || state === "rejected" || state === "cancelled" || state === "expired";
}

/** One intent as it is now. */
export interface TradeIntent {
  readonly id: IntentId;
  readonly trace: TraceId;
  readonly terminal: TerminalId;
  readonly request: VenueRequest;
  /** Null for what needs none: closing, cancelling, narrowing. */
  readonly approval: ApprovalId | null;
  readonly state: IntentState;
  /** The request is repeated at a new price after a requote, each time as a new intent: 1 for the first. */
  readonly attempt: number;
  readonly filledLots: number;
  readonly order: OrderTicket | null;
  readonly position: PositionId | null;
  /** The broker's answer; null before one. */
  readonly retcode: number | null;
  /** Why it is as it is, in words for the trader; empty while there is nothing to say. */
  readonly explanation: string;
  readonly createdMs: UnixMs;
  readonly updatedMs: UnixMs;
}
