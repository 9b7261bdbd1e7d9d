/** What arguments and replies of the trading verbs must look like. Strict: real money hangs on them. */

import { z } from "zod";
import {
  findStatuses,
  type TradingArguments,
  type TradingReplies,
  wireOrderTypes,
} from "./wire_trading.ts";
import { commentMax, intentMax, listLimitMax, textMax, timeMsMax } from "./wire_limits.ts";

/** An unsigned decimal number as text, without exponent. */
const amount = z.string().regex(/^[0-9]{1,15}(\.[0-9]{1,10})?$/).transform(Number);
const intent = z.string().regex(new RegExp(`^[A-Za-z0-9]{1,${intentMax}}$`));
const ticketText = z.string().regex(/^[1-9][0-9]{0,18}$/);
const afterText = z.string().regex(/^(?:[1-9][0-9]{0,18})?$/);
const magicText = z.string().regex(/^[0-9]{1,19}$/);
const filling = z.enum(["fok", "ioc", "return", "boc", "auto"]);

/** A whole number as text. */
export function wholeText(min: number, max: number) {
  return z.string().regex(/^[0-9]{1,15}$/).transform(Number).pipe(z.int().min(min).max(max));
}

const timeText = wholeText(0, timeMsMax);
const page = z.object({ after: afterText, limit: wholeText(1, listLimitMax) });
const change = z.object({ intent, ticket: ticketText });

const orderRequest = z.object({
  intent,
  symbol: z.string().min(1),
  type: z.enum(wireOrderTypes),
  volume: amount,
  price: amount,
  stopLimitPrice: amount,
  stopLoss: amount,
  takeProfit: amount,
  deviationPoints: wholeText(0, 1_000_000),
  filling,
  expiresMs: timeText,
  magic: magicText,
  comment: z.string().max(commentMax),
});

export const tradingArgumentSchemas: {
  readonly [V in keyof TradingArguments]: z.ZodType<TradingArguments[V]>;
} = {
  positions: page,
  orders: page,
  deals: page.extend({ from: timeText, to: timeText }),
  order_check: orderRequest,
  order_send: orderRequest,
  order_modify: change.extend({
    price: amount,
    stopLimitPrice: amount,
    stopLoss: amount,
    takeProfit: amount,
    expiresMs: timeText,
  }),
  order_cancel: change,
  position_modify: change.extend({ stopLoss: amount, takeProfit: amount }),
  position_close: change.extend({
    volume: amount,
    deviationPoints: wholeText(0, 1_000_000),
    filling,
    magic: magicText,
  }),
  position_close_by: change.extend({ by: ticketText, magic: magicText }),
  find: z.object({ intent, magic: magicText }),
  halt: z.object({ reason: z.string().max(textMax) }),
  resume: z.object({}),
};

const text = z.string().max(textMax);
/** A ticket, or nothing. */
const ticket = z.string().regex(/^(?:[1-9][0-9]{0,19})?$/);
const ownTicket = z.string().regex(/^[1-9][0-9]{0,19}$/);
const magic = z.string().regex(/^(?:0|[1-9][0-9]{0,19})$/);
const size = z.number().min(0);
const timeMs = z.int().min(0).max(timeMsMax);
const money = z.number();

const position = z.object({
  ticket: ownTicket,
  identifier: ownTicket,
  symbol: text.min(1),
  direction: z.enum(["buy", "sell"]),
  volume: size,
  openPrice: size,
  currentPrice: size,
  stopLoss: size,
  takeProfit: size,
  swap: money,
  profit: money,
  magic,
  comment: text,
  openedMs: timeMs,
  updatedMs: timeMs,
});

const order = z.object({
  ticket: ownTicket,
  symbol: text.min(1),
  type: text,
  state: text,
  volume: size,
  remainingVolume: size,
  price: size,
  stopLimitPrice: size,
  stopLoss: size,
  takeProfit: size,
  position: ticket,
  magic,
  comment: text,
  placedMs: timeMs,
  expiresMs: timeMs,
});

/** A balance operation has no symbol and no price. */
const deal = z.object({
  ticket: ownTicket,
  order: ticket,
  position: ticket,
  symbol: text,
  type: text,
  entry: text,
  reason: text,
  volume: size,
  price: size,
  commission: money,
  fee: money,
  swap: money,
  profit: money,
  magic,
  comment: text,
  timeMs,
});

const result = z.object({
  order: ticket,
  deal: ticket,
  position: ticket,
  volume: size,
  price: size,
  bid: size,
  ask: size,
  comment: text,
  requestId: z.int().min(0),
  externalRetcode: z.int(),
  isRepeat: z.boolean(),
});

export const tradingReplySchemas: {
  readonly [V in keyof TradingReplies]: z.ZodType<TradingReplies[V]>;
} = {
  positions: z.object({ positions: z.array(position).max(listLimitMax), more: z.boolean() }),
  orders: z.object({ orders: z.array(order).max(listLimitMax), more: z.boolean() }),
  deals: z.object({ deals: z.array(deal).max(listLimitMax), more: z.boolean() }),
  order_check: z.object({
    margin: money,
    freeMargin: money,
    marginLevelPct: z.number().nullable(),
    equity: money,
    balance: money,
    lossAtStop: size.nullable(),
  }),
  order_send: result,
  order_modify: result,
  order_cancel: result,
  position_modify: result,
  position_close: result,
  position_close_by: result,
  find: z.object({
    known: z.boolean(),
    status: z.enum(findStatuses),
    retcode: z.int().min(0),
    orders: z.array(ownTicket),
    deals: z.array(ownTicket),
    position: ticket,
  }),
  halt: z.null(),
  resume: z.null(),
};
