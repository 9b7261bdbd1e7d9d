/**
 * The trading half of the protocol: what the verbs about positions, orders and deals ask and answer. Part of the one
 * source of the protocol (`wire.ts`). Tickets and magic numbers are text; prices and volumes are numbers; 0 means none.
 */

import type { FillingMode } from "../models/instrument.ts";

export const wireOrderTypes = [
  "buy",
  "sell",
  "buy_limit",
  "sell_limit",
  "buy_stop",
  "sell_stop",
  "buy_stop_limit",
  "sell_stop_limit",
] as const;
export type WireOrderType = typeof wireOrderTypes[number];

/** `auto`: the terminal takes the mode that the symbol's execution asks for. */
export type WireFilling = FillingMode | "auto";

/** A page of a list: what comes after the ticket `after` (empty: from the first). */
export interface WirePage {
  readonly after: string;
  readonly limit: number;
}

/** A new order; `price` is 0 for market orders where none is asked for. */
export interface WireOrderRequest {
  /** Letters and digits; the terminal executes each intent at most once. */
  readonly intent: string;
  readonly symbol: string;
  readonly type: WireOrderType;
  /** Lots. */
  readonly volume: number;
  readonly price: number;
  readonly stopLimitPrice: number;
  readonly stopLoss: number;
  readonly takeProfit: number;
  readonly deviationPoints: number;
  readonly filling: WireFilling;
  /** Broker ms; 0: good till cancelled. */
  readonly expiresMs: number;
  readonly magic: string;
  readonly comment: string;
}

export const orderRequestKeys: readonly (keyof WireOrderRequest)[] = [
  "intent",
  "symbol",
  "type",
  "volume",
  "price",
  "stopLimitPrice",
  "stopLoss",
  "takeProfit",
  "deviationPoints",
  "filling",
  "expiresMs",
  "magic",
  "comment",
];

export interface TradingArguments {
  readonly positions: WirePage;
  readonly orders: WirePage;
  /** `from` and `to` in broker ms, both inclusive. */
  readonly deals: WirePage & { readonly from: number; readonly to: number };
  readonly order_check: WireOrderRequest;
  readonly order_send: WireOrderRequest;
  readonly order_modify: {
    readonly intent: string;
    readonly ticket: string;
    readonly price: number;
    readonly stopLimitPrice: number;
    readonly stopLoss: number;
    readonly takeProfit: number;
    readonly expiresMs: number;
  };
  readonly order_cancel: { readonly intent: string; readonly ticket: string };
  readonly position_modify: {
    readonly intent: string;
    readonly ticket: string;
    readonly stopLoss: number;
    readonly takeProfit: number;
  };
  /** `volume` 0 closes all of it; `magic` 0 stands for that of the position. */
  readonly position_close: {
    readonly intent: string;
    readonly ticket: string;
    readonly volume: number;
    readonly deviationPoints: number;
    readonly filling: WireFilling;
    readonly magic: string;
  };
  readonly position_close_by: {
    readonly intent: string;
    readonly ticket: string;
    readonly by: string;
    readonly magic: string;
  };
  /** `magic`: the number that carries the intent; 0 when none does. */
  readonly find: { readonly intent: string; readonly magic: string };
  readonly halt: { readonly reason: string };
  readonly resume: Record<never, never>;
}

export interface WirePosition {
  readonly ticket: string;
  readonly identifier: string;
  readonly symbol: string;
  readonly direction: "buy" | "sell";
  readonly volume: number;
  readonly openPrice: number;
  readonly currentPrice: number;
  readonly stopLoss: number;
  readonly takeProfit: number;
  readonly swap: number;
  readonly profit: number;
  readonly magic: string;
  readonly comment: string;
  readonly openedMs: number;
  readonly updatedMs: number;
}

/** An order that waits. `type` is also `close_by` for a moment, `state` the name of ENUM_ORDER_STATE. */
export interface WireOrder {
  readonly ticket: string;
  readonly symbol: string;
  readonly type: string;
  readonly state: string;
  readonly volume: number;
  readonly remainingVolume: number;
  readonly price: number;
  readonly stopLimitPrice: number;
  readonly stopLoss: number;
  readonly takeProfit: number;
  readonly position: string;
  readonly magic: string;
  readonly comment: string;
  readonly placedMs: number;
  readonly expiresMs: number;
}

/** `type`, `entry` and `reason` are the names of MetaTrader's enumerations in small letters. */
export interface WireDeal {
  readonly ticket: string;
  readonly order: string;
  readonly position: string;
  readonly symbol: string;
  readonly type: string;
  readonly entry: string;
  readonly reason: string;
  readonly volume: number;
  readonly price: number;
  readonly commission: number;
  readonly fee: number;
  readonly swap: number;
  readonly profit: number;
  readonly magic: string;
  readonly comment: string;
  readonly timeMs: number;
}

/** What came of a request that trades. Tickets are empty where there is none. */
export interface WireTradeResult {
  readonly order: string;
  readonly deal: string;
  readonly position: string;
  readonly volume: number;
  readonly price: number;
  readonly bid: number;
  readonly ask: number;
  readonly comment: string;
  readonly requestId: number;
  readonly externalRetcode: number;
  /** The intent had been executed before; this is its first answer. */
  readonly isRepeat: boolean;
}

/** The account as it would be after an order. */
export interface WireOrderCheck {
  readonly margin: number;
  readonly freeMargin: number;
  readonly marginLevelPct: number | null;
  readonly equity: number;
  readonly balance: number;
  /** Lost between the order's price (or the market's) and its stop, account's currency; null without one, or when it cannot be told. */
  readonly lossAtStop: number | null;
}

export const findStatuses = [
  /** The terminal knows nothing of this intent. */
  "none",
  /** It was sent, and what came of it is not known; tickets, if any, are what was found of it. */
  "sent",
  "done",
  "refused",
] as const;

export interface WireFind {
  /** The terminal has the intent in its file. */
  readonly known: boolean;
  readonly status: typeof findStatuses[number];
  readonly retcode: number;
  readonly orders: readonly string[];
  readonly deals: readonly string[];
  readonly position: string;
}

export interface TradingReplies {
  readonly positions: { readonly positions: readonly WirePosition[]; readonly more: boolean };
  readonly orders: { readonly orders: readonly WireOrder[]; readonly more: boolean };
  readonly deals: { readonly deals: readonly WireDeal[]; readonly more: boolean };
  readonly order_check: WireOrderCheck;
  readonly order_send: WireTradeResult;
  readonly order_modify: WireTradeResult;
  readonly order_cancel: WireTradeResult;
  readonly position_modify: WireTradeResult;
  readonly position_close: WireTradeResult;
  readonly position_close_by: WireTradeResult;
  readonly find: WireFind;
  readonly halt: null;
  readonly resume: null;
}
