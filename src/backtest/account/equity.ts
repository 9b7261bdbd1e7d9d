/** Equity, floating profit and margin of the account, in minor units. */

import type { Direction } from "../../models/mod.ts";
import { type MarginLeg, symbolMargin } from "../../simulation/trading/margin.ts";
import { toMinor } from "../../simulation/trading/quantity.ts";
import { fastProfit } from "./fast_money.ts";
import type { FastPosition } from "./fast_position.ts";
import type { Ledger } from "./ledger.ts";
import { marginRateOf } from "./fast_rates.ts";

/** Filled for each profit, so that none is allocated. */
const move = { gainedMilli: 0, units: 0 };

/** The profit of a position if it were closed now, without swap. */
export function floatingOf(ledger: Ledger, position: FastPosition): number {
  const symbol = ledger.symbols[position.symbol]!;
  move.gainedMilli = position.direction === "buy"
    ? symbol.bid * 1000 - position.openMilli
    : position.openMilli - symbol.ask * 1000;
  move.units = position.units;
  return fastProfit(symbol, move, ledger.currencyDigits);
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

const noLegs: readonly MarginLeg[] = [];

/** The margin of all positions; summed symbol by symbol as the broker does. */
export function marginOf(ledger: Ledger): number {
  if (ledger.marginMinor >= 0) return ledger.marginMinor;
  let total = 0;
  for (let at = 0; at < ledger.positionCount; at++) {
    const { symbol } = ledger.positions[at]!;
    if (ledger.firstPositionIn(symbol) !== ledger.positions[at]) continue;
    total += symbolMargin(
      ledger.symbols[symbol]!.terms,
      legsIn(ledger, symbol),
      ledger.rules.leverage,
    );
  }
  ledger.marginMinor = toMinor(total, ledger.currencyDigits);
  return ledger.marginMinor;
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
  const symbol = ledger.symbols[fill.symbol]!;
  const present = legsIn(ledger, fill.symbol);
  const before = symbolMargin(symbol.terms, present, ledger.rules.leverage);
  const held = ledger.isHedging ? null : ledger.firstPositionIn(fill.symbol);
  const isReducing = held !== null && held.direction !== fill.direction;
  const left = isReducing ? held.units - fill.units : 0;
  const legs = isReducing
    ? left >= 0
      ? [{
        direction: held.direction,
        volumeLots: left / 1e8,
        openPrice: held.openPrice,
        marginRate: held.marginRate,
      }]
      : [openedLeg(ledger, fill, -left)]
    : [...present, openedLeg(ledger, fill, fill.units)];
  const change = symbolMargin(symbol.terms, legs, ledger.rules.leverage) - before;
  return Math.max(0, marginOf(ledger) + toMinor(change, ledger.currencyDigits));
}

function openedLeg(ledger: Ledger, fill: PlannedFill, units: number): MarginLeg {
  const symbol = ledger.symbols[fill.symbol]!;
  const openPrice = fill.pricePoints / symbol.pointScale;
  const { direction } = fill;
  const marginRate = marginRateOf(symbol, direction, openPrice);
  return { direction, volumeLots: units / 1e8, openPrice, marginRate };
}

function legsIn(ledger: Ledger, symbol: number): readonly MarginLeg[] {
  if (ledger.positionCount === 0) return noLegs;
  const legs: MarginLeg[] = [];
  for (let at = 0; at < ledger.positionCount; at++) {
    const position = ledger.positions[at]!;
    if (position.symbol === symbol) legs.push(position);
  }
  return legs;
}
