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
  /** Tells it from the other requests. */
  readonly kind: "open";
  /** What is bought or sold. */
  readonly symbol: SymbolName;
  /** At the market, or waiting for a price. */
  readonly type: "buy" | "sell" | PendingType;
  /** How much. */
  readonly volumeLots: number;
  /** At which a pending order waits; for an order at the market, the price that was seen. */
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

/** From the first state to the final ones. */
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
/** How far an intent has come. */
export type IntentState = typeof intentStates[number];

/** States that no intent leaves. */
export function isFinalIntent(state: IntentState): boolean {
  return state === "filled" || state === "rejected" || state === "cancelled" || state === "expired";
}

/** One intent as it is now. */
export interface TradeIntent {
  /** Its name, which the order at the broker carries too. */
  readonly id: IntentId;
  /** Ties it to the signal or command that it came of. */
  readonly trace: TraceId;
  /** The account. */
  readonly terminal: TerminalId;
  /** What is asked for. */
  readonly request: VenueRequest;
  /** Null for what needs none: closing, cancelling, narrowing. */
  readonly approval: ApprovalId | null;
  /** How far it has come. */
  readonly state: IntentState;
  /** The request is repeated at a new price after a requote, each time as a new intent: 1 for the first. */
  readonly attempt: number;
  /** How much of it was done. */
  readonly filledLots: number;
  /** The order that came of it; null while there is none. */
  readonly order: OrderTicket | null;
  /** The position that came of it; null while there is none. */
  readonly position: PositionId | null;
  /** The broker's answer; null before one. */
  readonly retcode: number | null;
  /** Why it is as it is, in words for the trader; empty while there is nothing to say. */
  readonly explanation: string;
  /** When it was written down, in UTC. */
  readonly createdMs: UnixMs;
  /** When it changed last, in UTC. */
  readonly updatedMs: UnixMs;
}
