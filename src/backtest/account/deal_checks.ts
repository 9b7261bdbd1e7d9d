/** Checks a request to buy or sell at the market, in the broker's order of refusals. */

import type { Direction, RetcodeName } from "../../models/mod.ts";
import { isDealFillingAllowed } from "../../simulation/trading/filling_rules.ts";
import { checkStops, isQuotable } from "../../simulation/trading/price_rules.ts";
import { checkKind, checkLargest, checkVolume } from "../../simulation/trading/symbol_checks.ts";
import { equityOf, marginAfter, marginOf, type PlannedFill } from "./equity.ts";
import { fastCommission } from "./fast_money.ts";
import type { FastPosition } from "./fast_position.ts";
import type { FastSymbol } from "./fast_symbol.ts";
import type { Ledger } from "./ledger.ts";
import { quotedPoints, slippedPoints } from "./market_price.ts";
import type { PointRequest } from "./point_request.ts";
import {
  checkFreeToClose,
  checkOpening,
  checkTradable,
  checkVolumeTotal,
  levelOf,
  openedUnits,
} from "./tradable.ts";

/** The refusal; null when it may be executed at `plannedPoints` of the ledger. */
export function checkDeal(ledger: Ledger, request: PointRequest): RetcodeName | null {
  const symbol = ledger.symbols[request.symbol];
  const closedMarket = checkTradable(ledger, symbol);
  if (closedMarket !== null || symbol === undefined) return closedMarket;
  const closed = request.position === 0 ? null : ledger.positionOf(request.position);
  if (closed === null && request.position !== 0) return "position_closed";
  const refusal = checkTerms(symbol, request, closed) ??
    (closed === null
      ? checkOpened(ledger, symbol, request)
      : checkClosing(ledger, closed, request)) ??
    checkSeenPrice(symbol, request);
  return refusal ?? checkMoney(ledger, symbol, { request, closed });
}

export function sideOfDeal({ type }: PointRequest): Direction {
  return type === "sell" ? "sell" : "buy";
}

function checkTerms(
  { terms }: FastSymbol,
  request: PointRequest,
  closed: FastPosition | null,
): RetcodeName | null {
  const lots = request.units / 1e8;
  const isWhole = closed !== null && closed.units === request.units;
  return checkKind(terms, "market") ??
    (request.deviationPoints >= 0 ? null : "invalid") ??
    (isWhole ? checkLargest : checkVolume)(terms, lots) ??
    (isDealFillingAllowed(terms, request.filling) ? null : "invalid_fill");
}

function checkClosing(
  ledger: Ledger,
  position: FastPosition,
  request: PointRequest,
): RetcodeName | null {
  const isOpposite = position.symbol === request.symbol &&
    position.direction !== sideOfDeal(request);
  if (!isOpposite) return "invalid";
  if (request.units > position.units) return "invalid_close_volume";
  return checkFreeToClose(ledger, position) ?? checkOldest(ledger, position);
}

function checkOldest(ledger: Ledger, position: FastPosition): RetcodeName | null {
  if (!ledger.rules.fifoClose || !ledger.isHedging) return null;
  for (let at = 0; at < ledger.positionCount; at++) {
    const other = ledger.positions[at]!;
    if (other.symbol !== position.symbol || other.direction !== position.direction) continue;
    return other === position ? null : "fifo_close";
  }
  return null;
}

function checkOpened(
  ledger: Ledger,
  symbol: FastSymbol,
  request: PointRequest,
): RetcodeName | null {
  const direction = sideOfDeal(request);
  const fill = { symbol: symbol.index, direction, units: request.units };
  const units = openedUnits(ledger, fill);
  if (units === 0) return null;
  const closeAt = direction === "buy" ? symbol.bid : symbol.ask;
  return checkOpening(ledger, fill) ??
    checkVolumeTotal(ledger, symbol, { direction, units }) ??
    checkLevels(symbol, request, { direction, points: closeAt });
}

/** Stop loss and take profit against a price in points. */
export function checkLevels(
  symbol: FastSymbol,
  { stopLossPoints, takeProfitPoints }: PointRequest,
  { direction, points }: { readonly direction: Direction; readonly points: number },
): RetcodeName | null {
  if (stopLossPoints === 0 && takeProfitPoints === 0) return null;
  const stops = {
    stopLoss: levelOf(symbol, stopLossPoints),
    takeProfit: levelOf(symbol, takeProfitPoints),
  };
  return checkStops(symbol.terms, stops, { direction, price: points / symbol.pointScale });
}

/** Request and instant execution need a price within the deviation. */
function checkSeenPrice(symbol: FastSymbol, request: PointRequest): RetcodeName | null {
  const { terms } = symbol;
  if (terms.execution === "market" || terms.execution === "exchange") return null;
  const { pricePoints, deviationPoints } = request;
  if (!isQuotable(terms, pricePoints / symbol.pointScale)) return "invalid_price";
  const moved = Math.abs(quotedPoints(symbol, sideOfDeal(request)) - pricePoints);
  if (moved <= deviationPoints) return null;
  return terms.execution === "instant" ? "requote" : "price_changed";
}

function checkMoney(
  ledger: Ledger,
  symbol: FastSymbol,
  { request, closed }: { readonly request: PointRequest; readonly closed: FastPosition | null },
): RetcodeName | null {
  const direction = sideOfDeal(request);
  const { units } = request;
  const pricePoints = slippedPoints(ledger, symbol, { direction, units });
  ledger.plannedPoints = pricePoints;
  if (closed !== null) return null;
  const fill = { symbol: symbol.index, direction, units, pricePoints };
  return hasMoney(ledger, fill) ? null : "no_money";
}

/** Whether equity less the commission covers the margin afterwards, where that grows. */
export function hasMoney(ledger: Ledger, fill: PlannedFill): boolean {
  const after = marginAfter(ledger, fill);
  if (after <= marginOf(ledger)) return true;
  const symbol = ledger.symbols[fill.symbol]!;
  return equityOf(ledger) + fastCommission(symbol, fill, ledger.currencyDigits) >= after;
}
