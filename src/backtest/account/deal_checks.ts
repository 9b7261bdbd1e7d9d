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

/** Filled for each request, so that none is allocated. */
const planned = { symbol: 0, direction: "buy" as Direction, units: 0, pricePoints: 0 };

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
  return refusal ?? checkMoney(ledger, symbol, request);
}

export function sideOfDeal({ type }: PointRequest): Direction {
  return type === "sell" ? "sell" : "buy";
}

function checkTerms(
  symbol: FastSymbol,
  request: PointRequest,
  closed: FastPosition | null,
): RetcodeName | null {
  const { units, filling, deviationPoints } = request;
  const isKnown = units === symbol.allowedUnits && filling === symbol.allowedFilling;
  if (isKnown && deviationPoints >= 0) return null;
  const { terms } = symbol;
  const lots = units / 1e8;
  const isWhole = closed !== null && closed.units === units;
  const refusal = checkKind(terms, "market") ??
    (deviationPoints >= 0 ? null : "invalid") ??
    (isWhole ? checkLargest : checkVolume)(terms, lots) ??
    (isDealFillingAllowed(terms, filling) ? null : "invalid_fill");
  if (refusal === null && !isWhole) {
    symbol.allowedUnits = units;
    symbol.allowedFilling = filling;
  }
  return refusal;
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
  planned.symbol = symbol.index;
  planned.direction = direction;
  planned.units = request.units;
  const units = openedUnits(ledger, planned);
  if (units === 0) return null;
  const refusal = checkOpening(ledger, planned);
  if (refusal !== null) return refusal;
  planned.units = units;
  const tooMuch = checkVolumeTotal(ledger, symbol, planned);
  if (tooMuch !== null || !hasLevels(request)) return tooMuch;
  const closeAt = direction === "buy" ? symbol.bid : symbol.ask;
  return checkLevels(symbol, request, { direction, points: closeAt });
}

function hasLevels({ stopLossPoints, takeProfitPoints }: PointRequest): boolean {
  return stopLossPoints !== 0 || takeProfitPoints !== 0;
}

/** Stop loss and take profit against a price in points. */
export function checkLevels(
  symbol: FastSymbol,
  request: PointRequest,
  { direction, points }: { readonly direction: Direction; readonly points: number },
): RetcodeName | null {
  if (!hasLevels(request)) return null;
  const { stopLossPoints, takeProfitPoints } = request;
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

/** Closing needs no money. */
function checkMoney(ledger: Ledger, symbol: FastSymbol, request: PointRequest): RetcodeName | null {
  planned.symbol = symbol.index;
  planned.direction = sideOfDeal(request);
  planned.units = request.units;
  planned.pricePoints = slippedPoints(ledger, symbol, planned);
  ledger.plannedPoints = planned.pricePoints;
  return request.position !== 0 || hasMoney(ledger, planned) ? null : "no_money";
}

/** Whether equity less the commission covers the margin afterwards, where that grows. */
export function hasMoney(ledger: Ledger, fill: PlannedFill): boolean {
  const after = marginAfter(ledger, fill);
  if (after <= marginOf(ledger)) return true;
  const symbol = ledger.symbols[fill.symbol]!;
  return equityOf(ledger) + fastCommission(symbol, fill, ledger.currencyDigits) >= after;
}
