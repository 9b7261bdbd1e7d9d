/**
 * Orders: what the broker was asked to do. In each list of names the index is MetaTrader's value.
 */

import type { SymbolName } from "./ids.ts";
import type { FillingMode } from "./symbol_modes.ts";
import type { Direction } from "./direction.ts";
import type { Magic, OrderTicket, PositionId } from "./ticket.ts";
import type { BrokerMs } from "./time.ts";

/** Orders that open a trade: at the market, or waiting for a price. */
export const openingTypes = [
  "buy",
  "sell",
  "buy_limit",
  "sell_limit",
  "buy_stop",
  "sell_stop",
  "buy_stop_limit",
  "sell_stop_limit",
] as const;
/** What kind of order opens a trade. */
export type OpeningType = typeof openingTypes[number];

/** ENUM_ORDER_TYPE. */
export const orderTypes = [...openingTypes, "close_by"] as const;
/** What kind of order it is. */
export type OrderType = typeof orderTypes[number];

/** Pending orders: they wait for a price. */
export type PendingType = Exclude<OpeningType, Direction>;

/** ENUM_ORDER_STATE. */
export const orderStates = [
  "started",
  "placed",
  "canceled",
  "partial",
  "filled",
  "rejected",
  "expired",
  "request_add",
  "request_modify",
  "request_cancel",
] as const;
/** How far the broker has come with it. */
export type OrderState = typeof orderStates[number];

/**
 * ENUM_ORDER_TYPE_TIME: good till cancelled, for this day, until a moment, until the end of a day.
 */
export const orderLifetimes = ["gtc", "day", "specified", "specified_day"] as const;
/** How long an order stays active. */
export type OrderLifetime = typeof orderLifetimes[number];

/** ENUM_ORDER_REASON. */
export const orderReasons = ["client", "mobile", "web", "expert", "sl", "tp", "so"] as const;
/** Who or what placed an order. */
export type OrderReason = typeof orderReasons[number];

/** MetaTrader keeps this many characters of a comment; brokers may change it. */
export const commentLengthMax = 31;

/** One order. Volumes are lots; null is MetaTrader's 0 where 0 means "none". */
export interface Order<S = SymbolName> {
  /** Its number at the broker. */
  readonly ticket: OrderTicket;
  /** What it buys or sells. */
  readonly symbol: S;
  /** What kind of order it is. */
  readonly type: OrderType;
  /** How far the broker has come with it. */
  readonly state: OrderState;
  /** What was asked for. */
  readonly volumeInitialLots: number;
  /** The volume that is not filled yet. */
  readonly volumeCurrentLots: number;
  /** The price at which a pending order is triggered; null for a market order. */
  readonly price: number | null;
  /** The price of the limit order that a stop-limit order turns into. */
  readonly stopLimitPrice: number | null;
  /** Stop loss of the position that it opens. */
  readonly stopLoss: number | null;
  /** Take profit of the position that it opens. */
  readonly takeProfit: number | null;
  /** How it may be filled. */
  readonly filling: FillingMode;
  /** How long it stays active. */
  readonly lifetime: OrderLifetime;
  /** When it ends, for a lifetime that names a moment. */
  readonly expirationMs: BrokerMs | null;
  /** When it was placed. */
  readonly setupMs: BrokerMs;
  /** When it was filled, cancelled, rejected or expired; null while it is active. */
  readonly doneMs: BrokerMs | null;
  /** The number of the program that placed it. */
  readonly magic: Magic;
  /** The comment set when it was placed. */
  readonly comment: string;
  /** Who or what placed it. */
  readonly reason: OrderReason;
  /** The position it opened, changed or closes. */
  readonly position: PositionId | null;
  /** The opposite position of a close-by order. */
  readonly positionBy: PositionId | null;
}

/** The side of an order; null for close-by, which has none. */
export function orderDirection(type: OrderType): Direction | null {
  if (type === "close_by") return null;
  return type.startsWith("buy") ? "buy" : "sell";
}

/**
 * The worst price at which a pending order can be filled, apart from gaps: a stop-limit order waits
 * for its trigger and is filled at its limit or better. Null when the order has no such price.
 */
export function worstFillPrice(
  { type, price, stopLimitPrice }: {
    readonly type: OrderType;
    readonly price: number | null;
    readonly stopLimitPrice: number | null;
  },
): number | null {
  return isStopLimit(type) ? stopLimitPrice : price;
}

/** Only a stop-limit order has a limit beside its price. */
export function limitPriceOf(
  { type, stopLimitPrice }: { readonly type: OrderType; readonly stopLimitPrice: number | null },
): number | null {
  return isStopLimit(type) ? stopLimitPrice : null;
}

function isStopLimit(type: OrderType): boolean {
  return type === "buy_stop_limit" || type === "sell_stop_limit";
}

export function isPendingType(type: OrderType): type is PendingType {
  return type !== "buy" && type !== "sell" && type !== "close_by";
}

/** Whether the state is final: an order never leaves it. */
export function isFinalState(state: OrderState): boolean {
  return state === "filled" || state === "canceled" || state === "rejected" || state === "expired";
}
