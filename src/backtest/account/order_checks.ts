/** Checks requests that place, change or remove pending orders, or change a position's levels. */

import {
  type BrokerMs,
  isPendingType,
  type PendingType,
  type RetcodeName,
} from "../../models/mod.ts";
import { isPendingFillingAllowed } from "../../simulation/trading/filling_rules.ts";
import {
  checkLifetime,
  checkPendingPrices,
  pendingDirection,
  pendingKind,
} from "../../simulation/trading/pending_checks.ts";
import { isFrozen } from "../../simulation/trading/price_rules.ts";
import { checkKind, checkTradeMode, checkVolume } from "../../simulation/trading/symbol_checks.ts";
import { checkLevels } from "./deal_checks.ts";
import type { FastOrder } from "./fast_order.ts";
import type { FastPosition } from "./fast_position.ts";
import type { FastSymbol } from "./fast_symbol.ts";
import type { Ledger } from "./ledger.ts";
import { closingPoints, quotedPoints } from "./market_price.ts";
import type { PointRequest } from "./point_request.ts";
import {
  checkFreeToClose,
  checkTradable,
  checkVolumeTotal,
  isPositionFrozen,
  levelOf,
} from "./tradable.ts";

export function checkPlacement(ledger: Ledger, request: PointRequest): RetcodeName | null {
  const symbol = ledger.symbols[request.symbol];
  const closedMarket = checkTradable(ledger, symbol);
  if (closedMarket !== null || symbol === undefined) return closedMarket;
  const { type, units } = request;
  if (!isPendingType(type)) return "invalid";
  const { terms } = symbol;
  const direction = pendingDirection(type);
  return checkKind(terms, pendingKind(type)) ??
    checkVolume(terms, units / 1e8) ??
    (isPendingFillingAllowed(terms, request.filling, type) ? null : "invalid_fill") ??
    checkTradeMode(terms, direction) ??
    checkEnd(ledger, symbol, request) ??
    checkPrices(symbol, request, type) ??
    checkOrderCount(ledger) ??
    checkVolumeTotal(ledger, symbol, { direction, units });
}

export function checkModify(ledger: Ledger, request: PointRequest): RetcodeName | null {
  const order = ledger.orderOf(request.order);
  if (order === null) return "invalid";
  const { type } = order;
  if (!isPendingType(type) || order.isStarted) return "invalid_order";
  const symbol = ledger.symbols[order.symbol]!;
  const refusal = checkTradable(ledger, symbol);
  if (refusal !== null) return refusal;
  if (isSameOrder(order, request)) return "no_changes";
  if (isOrderFrozen(ledger, order)) return "frozen";
  return checkEnd(ledger, symbol, request) ?? checkPrices(symbol, request, type);
}

export function checkRemove(ledger: Ledger, request: PointRequest): RetcodeName | null {
  const order = ledger.orderOf(request.order);
  if (order === null) return "invalid";
  if (order.isStarted) return "locked";
  return isPendingType(order.type) && isOrderFrozen(ledger, order) ? "frozen" : null;
}

export function checkNewLevels(ledger: Ledger, request: PointRequest): RetcodeName | null {
  const position = ledger.positionOf(request.position);
  if (position === null) return "position_closed";
  if (position.symbol !== request.symbol) return "invalid";
  const symbol = ledger.symbols[position.symbol]!;
  const refusal = checkTradable(ledger, symbol);
  if (refusal !== null) return refusal;
  const { stopLossPoints, takeProfitPoints } = request;
  if (stopLossPoints === position.stopLoss && takeProfitPoints === position.takeProfit) {
    return "no_changes";
  }
  if (isPositionFrozen(ledger, position)) return "frozen";
  const { direction } = position;
  return checkLevels(symbol, request, { direction, points: closingPoints(symbol, position) });
}

export function checkCloseBy(ledger: Ledger, request: PointRequest): RetcodeName | null {
  if (!ledger.isHedging) return "invalid";
  const position = ledger.positionOf(request.position);
  const by = ledger.positionOf(request.positionBy);
  if (position === null || by === null) return "position_closed";
  return checkPair(ledger, position, by);
}

function checkPair(ledger: Ledger, position: FastPosition, by: FastPosition): RetcodeName | null {
  if (position.symbol !== by.symbol || position.direction === by.direction) return "invalid";
  const symbol = ledger.symbols[position.symbol]!;
  return checkTradable(ledger, symbol) ?? checkKind(symbol.terms, "close_by") ??
    checkFreeToClose(ledger, position) ?? checkFreeToClose(ledger, by);
}

function checkEnd(ledger: Ledger, { terms }: FastSymbol, request: PointRequest) {
  const expirationMs = request.expirationMs === 0 ? null : request.expirationMs as BrokerMs;
  const { lifetime } = request;
  return checkLifetime(terms, { lifetime, expirationMs }, ledger.nowMs as BrokerMs);
}

function checkPrices(
  symbol: FastSymbol,
  request: PointRequest,
  type: PendingType,
): RetcodeName | null {
  const { pointScale } = symbol;
  const quote = {
    bid: symbol.bid / pointScale,
    ask: symbol.ask / pointScale,
    buyUnits: null,
    sellUnits: null,
  };
  return checkPendingPrices(symbol.terms, quote, {
    type,
    price: request.pricePoints / pointScale,
    stopLimitPrice: levelOf(symbol, request.stopLimitPoints),
    stopLoss: levelOf(symbol, request.stopLossPoints),
    takeProfit: levelOf(symbol, request.takeProfitPoints),
  });
}

function checkOrderCount(ledger: Ledger): RetcodeName | null {
  const { limitOrders } = ledger.rules;
  if (limitOrders === 0 || ledger.orderCount < limitOrders) return null;
  let pending = 0;
  for (let at = 0; at < ledger.orderCount; at++) {
    if (isPendingType(ledger.orders[at]!.type)) pending++;
  }
  return pending >= limitOrders ? "limit_orders" : null;
}

function isSameOrder(order: FastOrder, request: PointRequest): boolean {
  return order.price === request.pricePoints && order.stopLimit === request.stopLimitPoints &&
    order.stopLoss === request.stopLossPoints && order.takeProfit === request.takeProfitPoints &&
    order.lifetime === request.lifetime && order.expirationMs === request.expirationMs;
}

function isOrderFrozen(ledger: Ledger, order: FastOrder): boolean {
  const symbol = ledger.symbols[order.symbol]!;
  if (symbol.bid === 0) return false;
  const market = quotedPoints(symbol, order.direction) / symbol.pointScale;
  return isFrozen(symbol.terms, [levelOf(symbol, order.price)], market);
}
