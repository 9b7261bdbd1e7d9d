/**
 * What a quote does: time passes, positions meet their levels, pending orders their prices. Stop
 * loss comes before take profit, positions before orders.
 */

import type { BrokerMs } from "../../models/mod.ts";
import { hasMoney } from "./deal_checks.ts";
import type { FastOrder } from "./fast_order.ts";
import type { FastPosition } from "./fast_position.ts";
import type { FastSymbol } from "./fast_symbol.ts";
import { fillWhole, forceFill, oppositeSide } from "./fills.ts";
import type { Ledger } from "./ledger.ts";
import { quotedPoints, slippedPoints } from "./market_price.ts";
import { passTimeTo } from "./time_passing.ts";
import { checkOpening, isOpenNow, openedUnits } from "./tradable.ts";

export interface PointQuote {
  readonly bid: number;
  readonly ask: number;
  readonly brokerMs: number;
}

/** Throws a `RangeError` when it is no quote: the ask must not be below the bid. */
export function takePointQuote(ledger: Ledger, symbol: FastSymbol, quote: PointQuote): void {
  const { bid, ask, brokerMs } = quote;
  if (!(bid > 0 && ask >= bid)) throw new RangeError(`No quote: bid ${bid}, ask ${ask} points`);
  passTimeTo(ledger, brokerMs as BrokerMs);
  symbol.bid = bid;
  symbol.ask = ask;
  if (symbol.terms.tradeMode === "disabled" || !isOpenNow(ledger, symbol)) return;
  for (let at = 0; at < ledger.positionCount;) {
    const position = ledger.positions[at]!;
    const isClosed = position.symbol === symbol.index && meetLevels(ledger, symbol, position);
    if (!isClosed) at++;
  }
  for (let at = 0; at < ledger.orderCount;) {
    const order = ledger.orders[at]!;
    const isDone = order.symbol === symbol.index && meetOrder(ledger, symbol, order);
    if (!isDone) at++;
  }
}

/** Whether a level has closed the position. */
function meetLevels(ledger: Ledger, symbol: FastSymbol, position: FastPosition): boolean {
  const { stopLoss, takeProfit, direction, units } = position;
  if (direction === "buy") {
    const { bid } = symbol;
    if (stopLoss !== 0 && bid <= stopLoss) {
      const pricePoints = slippedPoints(ledger, symbol, { direction: "sell", units });
      forceFill(ledger, position, { reason: "sl", pricePoints, levelPct: 0 });
      return true;
    }
    if (takeProfit === 0 || bid < takeProfit) return false;
    forceFill(ledger, position, { reason: "tp", pricePoints: bid, levelPct: 0 });
    return true;
  }
  const { ask } = symbol;
  if (stopLoss !== 0 && ask >= stopLoss) {
    const side = { direction: oppositeSide(direction), units };
    const pricePoints = slippedPoints(ledger, symbol, side);
    forceFill(ledger, position, { reason: "sl", pricePoints, levelPct: 0 });
    return true;
  }
  if (takeProfit === 0 || ask > takeProfit) return false;
  forceFill(ledger, position, { reason: "tp", pricePoints: ask, levelPct: 0 });
  return true;
}

/** Whether the order has ended: filled, or cancelled because it may not be filled. */
function meetOrder(ledger: Ledger, symbol: FastSymbol, order: FastOrder): boolean {
  if (order.isStarted || !isReached(symbol, order)) return false;
  if (order.stopLimit !== 0) {
    order.type = order.direction === "buy" ? "buy_limit" : "sell_limit";
    order.price = order.stopLimit;
    order.stopLimit = 0;
    return false;
  }
  const { direction, units } = order;
  const fill = { symbol: symbol.index, direction, units };
  const opens = openedUnits(ledger, fill) > 0;
  if (opens && symbol.terms.isUnreadable === true) return false;
  const isLimit = order.type === "buy_limit" || order.type === "sell_limit";
  const pricePoints = isLimit
    ? quotedPoints(symbol, direction)
    : slippedPoints(ledger, symbol, { direction, units });
  const mayOpen = (!opens || checkOpening(ledger, fill) === null) &&
    hasMoney(ledger, { ...fill, pricePoints });
  if (mayOpen) fillWhole(ledger, order, pricePoints);
  else ledger.removeOrder(order);
  return true;
}

function isReached(symbol: FastSymbol, { type, price }: FastOrder): boolean {
  switch (type) {
    case "buy_limit":
      return symbol.ask <= price;
    case "sell_limit":
      return symbol.bid >= price;
    case "buy_stop":
    case "buy_stop_limit":
      return symbol.ask >= price;
    case "sell_stop":
    case "sell_stop_limit":
      return symbol.bid <= price;
    default:
      return false;
  }
}
