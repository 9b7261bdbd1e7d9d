/** Prices of a symbol: sides, distances in points, stops level, freeze level, alignment. */

import type { Direction, RetcodeName, Stops } from "../../models/mod.ts";
import { toPoints } from "../../models/mod.ts";
import type { BrokerQuote } from "./broker_context.ts";
import { isMultiple } from "./quantity.ts";
import type { TradingSymbol } from "./trading_symbol.ts";

/** Buys are executed at the ask, sells at the bid. */
export function dealPrice({ bid, ask }: BrokerQuote, direction: Direction): number {
  return direction === "buy" ? ask : bid;
}

/** How many points `price` is above `reference`. */
export function pointsAbove(symbol: TradingSymbol, price: number, reference: number): number {
  return toPoints(price, symbol.digits) - toPoints(reference, symbol.digits);
}

/** Whether a price can be quoted: positive, and a multiple of the tick size. */
export function isQuotable(symbol: TradingSymbol, price: number): boolean {
  return Number.isFinite(price) && price > 0 && isMultiple(price, symbol.tickSize);
}

/** The minimum distance between a level and the price that triggers it. */
export function minDistancePoints(symbol: TradingSymbol): number {
  return Math.max(1, symbol.stopsLevelPoints);
}

/**
 * Checks that, in the direction of the position, stop loss is behind and take profit ahead of
 * `reference`, at least at the stops level. The reference is the price at which the position can be
 * closed now, or the price of a pending order.
 */
export function checkStops(
  symbol: TradingSymbol,
  { stopLoss, takeProfit }: Stops,
  { direction, price }: { readonly direction: Direction; readonly price: number },
): RetcodeName | null {
  if (stopLoss !== null && !symbol.orderKinds.includes("sl")) return "invalid_order";
  if (takeProfit !== null && !symbol.orderKinds.includes("tp")) return "invalid_order";
  const ahead = (level: number) =>
    pointsAbove(symbol, level, price) * (direction === "buy" ? 1 : -1);
  const isFar = (level: number, points: number) =>
    isQuotable(symbol, level) && points >= minDistancePoints(symbol);
  if (stopLoss !== null && !isFar(stopLoss, -ahead(stopLoss))) return "invalid_stops";
  if (takeProfit !== null && !isFar(takeProfit, ahead(takeProfit))) return "invalid_stops";
  return null;
}

/** Whether the market is so near to one of the levels that they may no longer be changed. */
export function isFrozen(
  symbol: TradingSymbol,
  levels: readonly (number | null)[],
  market: number,
): boolean {
  const { freezeLevelPoints } = symbol;
  return freezeLevelPoints > 0 &&
    levels.some((level) =>
      level !== null && Math.abs(pointsAbove(symbol, level, market)) <= freezeLevelPoints
    );
}
