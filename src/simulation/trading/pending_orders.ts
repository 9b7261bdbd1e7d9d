/**
 * Fills pending orders. Buys compare with the ask, sells with the bid. A limit is filled at the
 * first quote that reaches it (at the limit or better), a stop at the first quote at or beyond it,
 * with slippage; a stop-limit turns into its limit order. FOK waits until its whole volume is
 * available, IOC takes what is available and is cancelled, RETURN continues. An order that may no
 * longer open, or for which there is no money, is cancelled when its price is reached. One that
 * would open waits while nobody knows the symbol's terms.
 */

import { isPendingType, type OrderType, toPoints } from "../../models/mod.ts";
import type { BrokerContext, BrokerOrder, OpenPosition } from "./broker_context.ts";
import { quoteOf, symbolOf } from "./broker_context.ts";
import { fillableUnits, marketPrice } from "./execution.ts";
import { fillAtMarket } from "./market_order.ts";
import { hasMoneyFor, marginAfterMinor } from "./money_check.ts";
import { checkOpeningRules, unitsOpened } from "./opening_checks.ts";
import { finishOrder, sideOf, updateOrder } from "./order_life.ts";
import { dealPrice } from "./price_rules.ts";
import { toUnits } from "./quantity.ts";

/**
 * Checks one active order against the current quote. Orders still being placed (`started`) are
 * skipped.
 */
export function meetQuote(context: BrokerContext, order: BrokerOrder): void {
  if (order.state === "started") return;
  if (isPendingType(order.type) && !isTriggered(context, order)) return;
  if (order.stopLimitPrice !== null) {
    const type = order.type === "buy_stop_limit" ? "buy_limit" : "sell_limit";
    updateOrder(context, { ...order, type, price: order.stopLimitPrice, stopLimitPrice: null });
    return;
  }
  const closed = positionToClose(context, order);
  if (closed === "gone") finishOrder(context, order, "canceled");
  else fill(context, order, closed);
}

function isTriggered(context: BrokerContext, order: BrokerOrder): boolean {
  const { digits } = symbolOf(context, order.symbol);
  const quoted = toPoints(dealPrice(quoteOf(context, order.symbol), sideOf(order)), digits);
  const level = toPoints(order.price ?? 0, digits);
  switch (order.type) {
    case "buy_limit":
      return quoted <= level;
    case "sell_limit":
      return quoted >= level;
    // A partially filled stop has been triggered, wherever the price is now.
    case "buy_stop":
    case "buy_stop_limit":
      return quoted >= level || order.state === "partial";
    case "sell_stop":
    case "sell_stop_limit":
      return quoted <= level || order.state === "partial";
    default:
      return true;
  }
}

/**
 * For an order that closes by ticket: its position, or `gone`; null for orders that open or net.
 * While such an order is active, its position can only be closed as a whole (`close_order_exist`),
 * so the remaining volumes stay equal.
 */
function positionToClose(context: BrokerContext, order: BrokerOrder): OpenPosition | "gone" | null {
  const opensItsOwn = order.position === null || String(order.position) === String(order.ticket);
  if (context.account.marginMode !== "hedging" || opensItsOwn) return null;
  return context.state.positions.values().find((one) => one.identifier === order.position) ??
    "gone";
}

function fill(context: BrokerContext, order: BrokerOrder, closed: OpenPosition | null): void {
  const direction = sideOf(order);
  const wanted = toUnits(order.volumeCurrentLots);
  const units = fillableUnits(context, order.symbol, { direction, units: wanted });
  if (units === 0 || (order.filling === "fok" && units < wanted)) return;
  const symbol = symbolOf(context, order.symbol);
  const opens = closed === null && unitsOpened(context, { symbol, direction, units }) > 0;
  if (opens && symbol.isUnreadable === true) return;
  const price = isLimit(order.type)
    ? dealPrice(quoteOf(context, order.symbol), direction)
    : marketPrice(context, order.symbol, { direction, units });
  if (closed === null && !mayOpen(context, order, { units, price })) {
    finishOrder(context, order, "canceled");
    return;
  }
  fillAtMarket(context, order, { units, price });
}

function isLimit(type: OrderType): boolean {
  return type === "buy_limit" || type === "sell_limit";
}

function mayOpen(
  context: BrokerContext,
  order: BrokerOrder,
  { units, price }: { readonly units: number; readonly price: number },
): boolean {
  const direction = sideOf(order);
  const deal = { symbol: symbolOf(context, order.symbol), direction, units };
  // The partial fills of one order open one position, so the limit on the number of positions was
  // checked with the first one.
  const isFirst = order.state !== "partial";
  if (isFirst && unitsOpened(context, deal) > 0 && checkOpeningRules(context, deal) !== null) {
    return false;
  }
  const planned = { name: order.symbol, direction, units, price };
  return hasMoneyFor(context, planned, marginAfterMinor(context, planned));
}
