/**
 * Replies to the verbs about positions, orders and deals: the bridge decodes replies with these
 * schemas, and the simulated terminal builds them from their types. Tickets and magic numbers are
 * text; prices and volumes are numbers; 0 means none.
 */

import { z } from "zod";
import { findStatuses } from "../venue/venue.ts";
import type { CallArguments } from "./call_schemas.ts";
import { directions, lotsMax, moneyMax, priceMax } from "../models/mod.ts";
import { listLimitMax, textMax, timeMsMax } from "./wire_limits.ts";

export type WirePage = CallArguments["positions"];
export type WireOrderRequest = CallArguments["order_send"];
export type WireOrderType = WireOrderRequest["type"];
export type WireFilling = WireOrderRequest["filling"];

const text = z.string().max(textMax);
/** A ticket, or empty. */
const ticket = z.string().regex(/^(?:[1-9][0-9]{0,19})?$/);
const ownTicket = z.string().regex(/^[1-9][0-9]{0,19}$/);
const magic = z.string().regex(/^(?:0|[1-9][0-9]{0,19})$/);
const lots = z.number().min(0).max(lotsMax);
const price = z.number().min(0).max(priceMax);
const timeMs = z.int().min(0).max(timeMsMax);
const money = z.number().min(-moneyMax).max(moneyMax);

const position = z.object({
  ticket: ownTicket,
  identifier: ownTicket,
  symbol: text.min(1),
  direction: z.enum(directions),
  volume: lots,
  openPrice: price,
  currentPrice: price,
  stopLoss: price,
  takeProfit: price,
  swap: money,
  profit: money,
  magic,
  comment: text,
  openedMs: timeMs,
  updatedMs: timeMs,
});
export type WirePosition = Readonly<z.infer<typeof position>>;

/**
 * A pending order. `type` may briefly be `close_by`; `state` is the name of the ENUM_ORDER_STATE
 * value.
 */
const order = z.object({
  ticket: ownTicket,
  symbol: text.min(1),
  type: text,
  state: text,
  volume: lots,
  remainingVolume: lots,
  price: price,
  stopLimitPrice: price,
  stopLoss: price,
  takeProfit: price,
  position: ticket,
  magic,
  comment: text,
  placedMs: timeMs,
  expiresMs: timeMs,
});
export type WireOrder = Readonly<z.infer<typeof order>>;

/**
 * `type`, `entry` and `reason` are MetaTrader's enumeration names in lowercase. A balance operation
 * has no symbol and no price.
 */
const deal = z.object({
  ticket: ownTicket,
  order: ticket,
  position: ticket,
  symbol: text,
  type: text,
  entry: text,
  reason: text,
  volume: lots,
  price: price,
  commission: money,
  fee: money,
  swap: money,
  profit: money,
  magic,
  comment: text,
  timeMs,
});
export type WireDeal = Readonly<z.infer<typeof deal>>;

/** The result of a trading request. Tickets are empty where there is none. */
const result = z.object({
  order: ticket,
  deal: ticket,
  position: ticket,
  volume: lots,
  price: price,
  bid: price,
  ask: price,
  comment: text,
  requestId: z.int().min(0),
  externalRetcode: z.int(),
  /** The intent was executed earlier; this repeats its first reply. */
  isRepeat: z.boolean(),
});
export type WireTradeResult = Readonly<z.infer<typeof result>>;

/** The account as it would be after an order. */
const orderCheck = z.object({
  margin: money,
  freeMargin: money,
  marginLevelPct: money.nullable(),
  equity: money,
  balance: money,
  /**
   * The loss between the order's price (or the market's) and its stop, in the account's currency;
   * null without a stop or when unknown.
   */
  lossAtStop: money.min(0).nullable(),
});
export type WireOrderCheck = Readonly<z.infer<typeof orderCheck>>;

const find = z.object({
  /** The terminal has the intent in its file. */
  known: z.boolean(),
  status: z.enum(findStatuses),
  retcode: z.int().min(0),
  orders: z.array(ownTicket).readonly(),
  deals: z.array(ownTicket).readonly(),
  position: ticket,
});
export type WireFind = Readonly<z.infer<typeof find>>;

export const tradingReplySchemas = {
  positions: z.object({ positions: z.array(position).max(listLimitMax), more: z.boolean() }),
  orders: z.object({ orders: z.array(order).max(listLimitMax), more: z.boolean() }),
  deals: z.object({ deals: z.array(deal).max(listLimitMax), more: z.boolean() }),
  order_check: orderCheck,
  order_send: result,
  order_modify: result,
  order_cancel: result,
  position_modify: result,
  position_close: result,
  position_close_by: result,
  find,
  halt: z.null(),
  resume: z.null(),
  limits: z.null(),
  protect: z.null(),
} as const;

/** Verbs that trade or query trades. */
export type TradingVerb = keyof typeof tradingReplySchemas;

export type TradingReplies = {
  readonly [V in TradingVerb]: z.infer<(typeof tradingReplySchemas)[V]>;
};
