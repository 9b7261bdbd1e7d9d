/** order_check, order_send, order_modify, order_cancel. New risk passes the guards; cancelling does not. */

import {
  type BrokerSymbol,
  err,
  isPendingType,
  ok,
  type OrderTicket,
  type Result,
  retcodes,
} from "../../models/mod.ts";
import type { CallArguments } from "../../mt5/call_schemas.ts";
import type { WireOrderCheck, WireOrderRequest } from "../../mt5/wire_trading.ts";
import type { BrokerOrder, BrokerRequest } from "../trading/mod.ts";
import { type Answer, okAnswer, type Refusal, refusedAnswer, type Respond } from "./answer.ts";
import { execute, keepRefusal, repeatedAnswer } from "./execution.ts";
import type { ExpertDesk } from "./expert_desk.ts";
import { refusalToOpen, refusalToOrder } from "./guards.ts";
import { brokersRefusal, lifetimeOf, newOrderRequest, orNone, quoteOf } from "./order_requests.ts";
import {
  alignedPrices,
  checkExpiration,
  checkFrozen,
  checkPending,
  directionOf,
} from "./symbol_rules.ts";

export function orderCheck(desk: ExpertDesk, args: WireOrderRequest): Answer {
  const request = newOrderRequest(desk.broker, args);
  if (!request.ok) return refusedAnswer(request.error);
  const refusal = brokersRefusal(desk.broker, request.value);
  if (refusal !== null) return refusedAnswer(refusal);
  const { margin, freeMargin, marginLevelPct, equity, balance } = desk.broker.check(request.value);
  const lossAtStop = lossOf(desk, request.value);
  const check: WireOrderCheck = {
    margin,
    freeMargin,
    marginLevelPct,
    equity,
    balance,
    lossAtStop,
  };
  return okAnswer(check);
}

/** Between the price of entry and the stop loss; null without one. */
function lossOf({ broker }: ExpertDesk, request: BrokerRequest): number | null {
  const isNew = request.action === "deal" || request.action === "pending";
  if (!isNew || request.stopLoss === null) return null;
  const entry = request.action === "pending"
    ? request.stopLimitPrice ?? request.price
    : request.price;
  const profit = entry === null ? null : broker.profit(request.symbol, {
    direction: request.action === "deal" ? request.direction : directionOf(request.type),
    volumeLots: request.volumeLots,
    openPrice: entry,
    closePrice: request.stopLoss,
  });
  return profit === null ? null : Math.max(0, -profit);
}

export function orderSend(desk: ExpertDesk, args: WireOrderRequest, respond: Respond): void {
  const { intent, magic } = args;
  const what = { intent, verb: "order_send", magic, target: "" } as const;
  const repeated = repeatedAnswer(desk, what);
  if (repeated !== null) return respond(repeated);
  const request = allowedOrder(desk, args);
  if (!request.ok) return respond(keepRefusal(desk, what, request.error));
  desk.rate.count(desk.broker.nowMs);
  execute(desk, what, { request: request.value, respond });
}

function allowedOrder(desk: ExpertDesk, args: WireOrderRequest): Result<BrokerRequest, Refusal> {
  const forbidden = refusalToOrder(desk, args.volume);
  if (forbidden !== null) return err(forbidden);
  const request = newOrderRequest(desk.broker, args);
  const refusal = request.ok ? brokersRefusal(desk.broker, request.value) : null;
  return refusal === null ? request : err(refusal);
}

export function orderModify(
  desk: ExpertDesk,
  args: CallArguments["order_modify"],
  respond: Respond,
): void {
  const { intent, ticket: target } = args;
  const what = { intent, verb: "order_modify", magic: "0", target } as const;
  const repeated = repeatedAnswer(desk, what);
  if (repeated !== null) return respond(repeated);
  const request = allowedChange(desk, args);
  if (!request.ok) return respond(keepRefusal(desk, what, request.error));
  execute(desk, what, { request: request.value, respond });
}

function allowedChange(
  desk: ExpertDesk,
  args: CallArguments["order_modify"],
): Result<BrokerRequest, Refusal> {
  const forbidden = refusalToOpen(desk, 0);
  if (forbidden !== null) return err(forbidden);
  const { price, stopLimitPrice, stopLoss, takeProfit, expiresMs } = args;
  const order = waitingOrder(desk, args.ticket);
  if (!order.ok) return order;
  const symbol = desk.broker.symbol(order.value.symbol as BrokerSymbol)!;
  const prices = alignedPrices(symbol, { price, stopLimitPrice, stopLoss, takeProfit });
  if (!prices.ok) return prices;
  const quote = quoteOf(desk.broker, symbol);
  if (!quote.ok) return quote;
  const { type } = order.value;
  const market = type.startsWith("buy") ? quote.value.ask : quote.value.bid;
  const broken = checkFrozen(symbol, order.value.price ?? 0, market) ??
    (isPendingType(type) ? checkPending(symbol, quote.value, { ...prices.value, type }) : null) ??
    checkExpiration(symbol, expiresMs, desk.broker.nowMs);
  if (broken !== null) return err(broken);
  return ok({
    action: "modify",
    order: order.value.ticket,
    price: prices.value.price,
    stopLimitPrice: orNone(prices.value.stopLimitPrice),
    stopLoss: orNone(prices.value.stopLoss),
    takeProfit: orNone(prices.value.takeProfit),
    ...lifetimeOf(expiresMs),
  });
}

export function orderCancel(
  desk: ExpertDesk,
  args: CallArguments["order_cancel"],
  respond: Respond,
): void {
  const { intent, ticket: target } = args;
  const what = { intent, verb: "order_cancel", magic: "0", target } as const;
  const repeated = repeatedAnswer(desk, what);
  if (repeated !== null) return respond(repeated);
  const order = waitingOrder(desk, args.ticket);
  if (!order.ok) return respond(keepRefusal(desk, what, order.error));
  const request = { action: "remove", order: order.value.ticket } as const;
  execute(desk, what, { request, respond });
}

function waitingOrder({ broker }: ExpertDesk, ticket: string): Result<BrokerOrder, Refusal> {
  const order = broker.order(ticket as OrderTicket);
  if (order !== undefined) return ok(order);
  const retcode = retcodes.invalid.code;
  return err({ code: "unknown_ticket", message: `No order ${ticket} waits`, retcode });
}
