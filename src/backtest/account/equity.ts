/** Equity, floating profit and margin of the account, in minor units. */

import type { Direction } from "../../models/mod.ts";
import {
  addLeg,
  legMargin,
  marginAlone,
  marginOfSides,
  noSides,
} from "../../simulation/trading/margin.ts";
import { fastProfit } from "./fast_money.ts";
import type { FastPosition } from "./fast_position.ts";
import type { Ledger } from "./ledger.ts";
import { marginRateOf, quotedPair } from "./fast_rates.ts";
import type { ConversionPair } from "./fast_symbol.ts";

/** The profit of a position if it were closed now, without swap. */
export function floatingOf(ledger: Ledger, position: FastPosition): number {
  const symbol = ledger.symbols[position.symbol]!;
  const { units, openMilli, pointMinor } = position;
  if (pointMinor !== 0) {
    const points = position.direction === "buy"
      ? symbol.bid - position.openPoints
      : position.openPoints - symbol.ask;
    return points * pointMinor;
  }
  const closing = position.direction === "buy" ? symbol.bid : symbol.ask;
  const { profitSource } = symbol;
  const pair = profitSource.isOne ? null : quotedPair(profitSource);
  if (isSeen(position, closing, pair)) return position.seenMinor;
  position.seenPoints = closing;
  position.seenOpenMilli = openMilli;
  position.seenUnits = units;
  position.seenPair = pair;
  position.seenPairBid = pair === null ? 0 : pair.symbol.bid;
  position.seenPairAsk = pair === null ? 0 : pair.symbol.ask;
  const gainedMilli = position.direction === "buy"
    ? closing * 1000 - openMilli
    : openMilli - closing * 1000;
  position.seenMinor = fastProfit(symbol, { gainedMilli, units }, ledger.currencyDigits);
  return position.seenMinor;
}

/** Whether its profit was calculated at these quotes: mostly it is another symbol's that came. */
function isSeen(position: FastPosition, closing: number, pair: ConversionPair | null): boolean {
  if (closing !== position.seenPoints || pair !== position.seenPair) return false;
  if (position.openMilli !== position.seenOpenMilli || position.units !== position.seenUnits) {
    return false;
  }
  return pair === null ||
    (pair.symbol.bid === position.seenPairBid && pair.symbol.ask === position.seenPairAsk);
}

/** Balance and everything that closing all positions now would give. */
export function equityOf(ledger: Ledger): number {
  let equity = ledger.balanceMinor;
  for (let at = 0; at < ledger.positionCount; at++) {
    const position = ledger.positions[at]!;
    equity += floatingOf(ledger, position) + position.swapMinor;
  }
  return equity;
}

/** Filled for each calculation, so that none is allocated. */
const sides = noSides();
const openedLeg = { direction: "buy" as Direction, volumeLots: 0, openPrice: 0, marginRate: 0 };

/** The margin of all positions; summed symbol by symbol as the broker does. */
export function marginOf(ledger: Ledger): number {
  if (ledger.marginMinor >= 0) return ledger.marginMinor;
  return ledger.marginMinor = Math.round(marginOfAll(ledger) * ledger.minorScale);
}

function marginOfAll(ledger: Ledger): number {
  if (ledger.positionCount === 1) {
    const position = ledger.positions[0]!;
    const { terms } = ledger.symbols[position.symbol]!;
    return marginAlone(position.volumeLots, legMargin(terms, ledger.rules.leverage, position));
  }
  let total = 0;
  for (let at = 0; at < ledger.positionCount; at++) {
    const { symbol } = ledger.positions[at]!;
    if (ledger.firstPositionIn(symbol) !== ledger.positions[at]) continue;
    addSides(ledger, symbol);
    total += marginOfSides(ledger.symbols[symbol]!.terms, sides);
  }
  return total;
}

/** A deal that would be made at a price in points. */
export interface PlannedFill {
  readonly symbol: number;
  readonly direction: Direction;
  readonly units: number;
  readonly pricePoints: number;
}

/** The margin of all positions after a deal that opens or nets. */
export function marginAfter(ledger: Ledger, fill: PlannedFill): number {
  const { terms } = ledger.symbols[fill.symbol]!;
  if (ledger.positionCount === 0) {
    const margin = openedMargin(ledger, fill, fill.units);
    return Math.round(marginAlone(openedLeg.volumeLots, margin) * ledger.minorScale);
  }
  addSides(ledger, fill.symbol);
  const before = marginOfSides(terms, sides);
  const held = ledger.isHedging ? null : ledger.firstPositionIn(fill.symbol);
  if (held === null || held.direction === fill.direction) addOpened(ledger, fill, fill.units);
  else {
    clearSides();
    const left = held.units - fill.units;
    if (left >= 0) addHeld(ledger, held, left);
    else addOpened(ledger, fill, 0 - left);
  }
  const change = marginOfSides(terms, sides) - before;
  return Math.max(0, marginOf(ledger) + Math.round(change * ledger.minorScale));
}

/** A part of an open position. */
function addHeld(ledger: Ledger, position: FastPosition, units: number): void {
  openedLeg.direction = position.direction;
  openedLeg.volumeLots = units / 1e8;
  openedLeg.openPrice = position.openPrice;
  openedLeg.marginRate = position.marginRate;
  const { terms } = ledger.symbols[position.symbol]!;
  addLeg(sides, openedLeg, legMargin(terms, ledger.rules.leverage, openedLeg));
}

function addOpened(ledger: Ledger, fill: PlannedFill, units: number): void {
  addLeg(sides, openedLeg, openedMargin(ledger, fill, units));
}

/** That of the new position alone, which is `openedLeg` then. */
function openedMargin(ledger: Ledger, fill: PlannedFill, units: number): number {
  const symbol = ledger.symbols[fill.symbol]!;
  openedLeg.direction = fill.direction;
  openedLeg.volumeLots = units / 1e8;
  openedLeg.openPrice = fill.pricePoints / symbol.pointScale;
  openedLeg.marginRate = marginRateOf(symbol, fill.direction, openedLeg.openPrice);
  return legMargin(symbol.terms, ledger.rules.leverage, openedLeg);
}

function clearSides(): void {
  sides.buyLots = 0;
  sides.buyMargin = 0;
  sides.sellLots = 0;
  sides.sellMargin = 0;
}

/** All positions of a symbol, oldest first. */
function addSides(ledger: Ledger, symbol: number): void {
  clearSides();
  const { terms } = ledger.symbols[symbol]!;
  for (let at = 0; at < ledger.positionCount; at++) {
    const position = ledger.positions[at]!;
    if (position.symbol !== symbol) continue;
    addLeg(sides, position, legMargin(terms, ledger.rules.leverage, position));
  }
}
