/**
 * Requests to a broker: MqlTradeRequest, one type for each action, with only the fields that the
 * action uses.
 */

import type { SymbolName } from "./ids.ts";
import type { FillingMode } from "./symbol_modes.ts";
import type { OrderLifetime, PendingType } from "./order.ts";
import type { Direction } from "./direction.ts";
import type { Magic, OrderTicket, PositionTicket } from "./ticket.ts";
import type { BrokerMs } from "./time.ts";

/** Levels of a position or order; null for none. */
export interface Stops {
  readonly stopLoss: number | null;
  readonly takeProfit: number | null;
}

interface Signature {
  readonly magic: Magic;
  readonly comment: string;
}

/** TRADE_ACTION_DEAL: buy or sell now. */
export interface DealRequest<S = SymbolName> extends Stops, Signature {
  readonly action: "deal";
  readonly symbol: S;
  readonly direction: Direction;
  readonly volumeLots: number;
  /** The price the requester saw. Request and instant execution need it; the others ignore it. */
  readonly price: number | null;
  /** How far the market may have moved from `price`. */
  readonly deviationPoints: number;
  readonly filling: FillingMode;
  /**
   * The position to close, which has the opposite direction; null opens a position (or nets, on a
   * netting account).
   */
  readonly position: PositionTicket | null;
}

/** TRADE_ACTION_PENDING: place a pending order. */
export interface PendingRequest<S = SymbolName> extends Stops, Signature {
  readonly action: "pending";
  readonly symbol: S;
  readonly type: PendingType;
  readonly volumeLots: number;
  readonly price: number;
  readonly stopLimitPrice: number | null;
  readonly filling: FillingMode;
  readonly lifetime: OrderLifetime;
  readonly expirationMs: BrokerMs | null;
}

/** TRADE_ACTION_SLTP: replaces both levels of a position. */
export interface StopsRequest<S = SymbolName> extends Stops {
  readonly action: "sltp";
  readonly symbol: S;
  readonly position: PositionTicket;
}

/** TRADE_ACTION_MODIFY: replaces everything of an order except its type and volume. */
export interface ModifyRequest extends Stops {
  readonly action: "modify";
  readonly order: OrderTicket;
  readonly price: number;
  readonly stopLimitPrice: number | null;
  readonly lifetime: OrderLifetime;
  readonly expirationMs: BrokerMs | null;
}

/** TRADE_ACTION_REMOVE: cancel an order. */
export interface RemoveRequest {
  readonly action: "remove";
  readonly order: OrderTicket;
}

/** TRADE_ACTION_CLOSE_BY: close a position by an opposite one of the same symbol. */
export interface CloseByRequest extends Signature {
  readonly action: "close_by";
  readonly position: PositionTicket;
  readonly positionBy: PositionTicket;
}

export type TradeRequest<S = SymbolName> =
  | DealRequest<S>
  | PendingRequest<S>
  | StopsRequest<S>
  | ModifyRequest
  | RemoveRequest
  | CloseByRequest;
