/**
 * What a price meets on its way. A bar is played as a few prices, and between two of them the
 * price has been everywhere: a stop loss, take profit or pending order in between is met at its own
 * price. After a gap it has not, and the first quote beyond counts.
 */

import {
  type BrokerSymbol,
  type Direction,
  fromPoints,
  isPendingType,
  toPoints,
} from "../../models/mod.ts";
import type { BrokerContext } from "./broker_context.ts";
import { symbolOf } from "./broker_context.ts";
import { sideOf } from "./order_life.ts";

/** `level` if it is met on the way from one price to another before that one, else that one. */
export function metFirst(from: number, to: number, level: number): number {
  const isBetween = from < to ? level > from && level < to : level < from && level > to;
  return isBetween ? level : to;
}

/**
 * The quote at which the first level between the latest quote and this one is met; this one when
 * there is none. The spread is that of this one.
 */
export function nextQuoteOnTheWay<
  Quote extends { readonly symbol: BrokerSymbol; readonly bid: number; readonly ask: number },
>(context: BrokerContext, quote: Quote): Quote {
  const { state } = context;
  const { digits } = symbolOf(context, quote.symbol);
  const from = toPoints(state.quotes.get(quote.symbol)?.bid ?? quote.bid, digits);
  const to = toPoints(quote.bid, digits);
  const spread = toPoints(quote.ask, digits) - to;
  let bid = to;
  const meet = (level: number | null, closing: Direction) => {
    if (level === null) return;
    const points = toPoints(level, digits);
    bid = metFirst(from, bid, closing === "sell" ? points : points - spread);
  };
  for (const { symbol, direction, stopLoss, takeProfit } of state.positions.values()) {
    if (symbol !== quote.symbol) continue;
    const closing = direction === "buy" ? "sell" : "buy";
    meet(stopLoss, closing);
    meet(takeProfit, closing);
  }
  for (const order of state.orders.values()) {
    const isWaiting = isPendingType(order.type) && order.state !== "started";
    if (isWaiting && order.symbol === quote.symbol) meet(order.price, sideOf(order));
  }
  if (bid === to) return quote;
  return { ...quote, bid: fromPoints(bid, digits), ask: fromPoints(bid + spread, digits) };
}
