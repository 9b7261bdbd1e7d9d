/**
 * The verbs order_check, order_send, order_modify and order_cancel. New risk passes the guards;
 * cancelling does not.
 */

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
import {
  type ExpertAnswer,
  type ExpertRefusal,
  okAnswer,
  refusedAnswer,
  type Respond,
} from "./answer.ts";
import { execute, keepRefusal, repeatedAnswer } from "./execution.ts";
import type { ExpertContext } from "./expert_context.ts";
import { refusalToOpen, refusalToOrder } from "./opening_checks.ts";
import {
  brokersRefusal,
  lifetimeOf,
  newOrderRequest,
  orNone,
  quoteOrRefusal,
} from "./order_requests.ts";
import {
  alignedPrices,
  checkExpiration,
  checkFrozen,
  checkPending,
  directionOf,
} from "./symbol_rules.ts";

export function orderCheck(context: ExpertContext, args: WireOrderRequest): ExpertAnswer {
  const request = allowedOrder(context, args);
  if (!request.ok) return refusedAnswer(request.error);
  const { margin, freeMargin, marginLevelPct, equity, balance } = context.broker.check(
    request.value,
  );
  const lossAtStop = lossOf(context, request.value);
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

/**
 * The loss at the stop loss; null without one. A market order is filled at the current price, which
 * may differ from the price it names: the worse of the two counts.
 */
function lossOf({ broker }: ExpertContext, request: BrokerRequest): number | null {
  const isNew = request.action === "deal" || request.action === "pending";
  if (!isNew || request.stopLoss === null) return null;
  const { symbol, volumeLots, stopLoss: closePrice } = request;
  const isAtMarket = request.action === "deal";
  const direction = isAtMarket ? request.direction : directionOf(request.type);
  const entry = isAtMarket ? request.price : request.stopLimitPrice ?? request.price;
  const quote = isAtMarket ? broker.quote(symbol) : undefined;
  const now = direction === "buy" ? quote?.ask : quote?.bid;
  const profits = [entry, now].filter((price) => price !== null && price !== undefined).map((
    openPrice,
  ) => broker.profit(symbol, { direction, volumeLots, openPrice, closePrice }));
  if (entry === null || profits.includes(null)) return null;
  return Math.max(0, ...profits.map((profit) => -profit!));
}

export function orderSend(context: ExpertContext, args: WireOrderRequest, respond: Respond): void {
  const { intent, magic } = args;
  const what = { intent, verb: "order_send", magic, target: "" } as const;
  const repeated = repeatedAnswer(context, what);
  if (repeated !== null) return respond(repeated);
  const request = allowedOrder(context, args);
  if (!request.ok) return respond(keepRefusal(context, what, request.error));
  context.rate.count(context.broker.nowMs);
  execute(context, what, { request: request.value, respond });
}

function allowedOrder(
  context: ExpertContext,
  args: WireOrderRequest,
): Result<BrokerRequest, ExpertRefusal> {
  const forbidden = refusalToOrder(context, args.volume);
  if (forbidden !== null) return err(forbidden);
  const request = newOrderRequest(context.broker, args);
  const refusal = request.ok ? brokersRefusal(context.broker, request.value) : null;
  return refusal === null ? request : err(refusal);
}

export function orderModify(
  context: ExpertContext,
  args: CallArguments["order_modify"],
  respond: Respond,
): void {
  const { intent, ticket: target } = args;
  const what = { intent, verb: "order_modify", magic: "0", target } as const;
  const repeated = repeatedAnswer(context, what);
  if (repeated !== null) return respond(repeated);
  const request = allowedChange(context, args);
  if (!request.ok) return respond(keepRefusal(context, what, request.error));
  execute(context, what, { request: request.value, respond });
}

function allowedChange(
  context: ExpertContext,
  args: CallArguments["order_modify"],
): Result<BrokerRequest, ExpertRefusal> {
  const forbidden = refusalToOpen(context, 0);
  if (forbidden !== null) return err(forbidden);
  const { price, stopLimitPrice, stopLoss, takeProfit, expiresMs } = args;
  const order = pendingOrder(context, args.ticket);
  if (!order.ok) return order;
  const symbol = context.broker.symbol(order.value.symbol as BrokerSymbol)!;
  const prices = alignedPrices(symbol, { price, stopLimitPrice, stopLoss, takeProfit });
  if (!prices.ok) return prices;
  const quote = quoteOrRefusal(context.broker, symbol);
  if (!quote.ok) return quote;
  const { type } = order.value;
  const market = type.startsWith("buy") ? quote.value.ask : quote.value.bid;
  const broken = checkFrozen(symbol, order.value.price ?? 0, market) ??
    (isPendingType(type) ? checkPending(symbol, quote.value, { ...prices.value, type }) : null) ??
    checkExpiration(symbol, expiresMs, context.broker.nowMs);
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
  context: ExpertContext,
  args: CallArguments["order_cancel"],
  respond: Respond,
): void {
  const { intent, ticket: target } = args;
  const what = { intent, verb: "order_cancel", magic: "0", target } as const;
  const repeated = repeatedAnswer(context, what);
  if (repeated !== null) return respond(repeated);
  const order = pendingOrder(context, args.ticket);
  if (!order.ok) return respond(keepRefusal(context, what, order.error));
  const request = { action: "remove", order: order.value.ticket } as const;
  execute(context, what, { request, respond });
}

function pendingOrder(
  { broker }: ExpertContext,
  ticket: string,
): Result<BrokerOrder, ExpertRefusal> {
  const order = broker.order(ticket as OrderTicket);
  if (order !== undefined) return ok(order);
  const retcode = retcodes.invalid.code;
  return err({ code: "unknown_ticket", message: `No pending order ${ticket}`, retcode });
}
