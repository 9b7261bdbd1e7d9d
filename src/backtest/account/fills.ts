/**
 * Fills: what a deal does to positions and money, on hedging and netting accounts, and the deals
 * that the broker makes itself (stop loss, take profit, stop-out).
 */

import type { DealEntry, DealReason, Direction } from "../../models/mod.ts";
import {
  averageMilli,
  fastCommission,
  fastProfit,
  volumeShare,
  wholePointMinor,
} from "./fast_money.ts";
import type { FastOrder } from "./fast_order.ts";
import type { FastPosition } from "./fast_position.ts";
import type { FastSymbol } from "./fast_symbol.ts";
import { marginRateOf } from "./fast_rates.ts";
import type { Ledger } from "./ledger.ts";

/** Filled for each deal, so that none is allocated: its volume, or a part of it, and its price. */
const fill = { units: 0, pricePoints: 0 };

/** Fills a whole order at a price in points; the order ends. */
export function fillWhole(ledger: Ledger, order: FastOrder, pricePoints: number): void {
  const { row } = ledger;
  const symbol = ledger.symbols[order.symbol]!;
  const { units } = order;
  describe(ledger, order, pricePoints);
  row.reason = "expert";
  fill.units = units;
  fill.pricePoints = pricePoints;
  const position = heldBy(ledger, order);
  if (position === null) {
    row.position = openPosition(ledger, order, fill).identifier;
    setEffect(ledger, "in");
  } else if (position.direction === order.direction) {
    row.position = position.identifier;
    increase(ledger, position, order);
    setEffect(ledger, "in");
  } else {
    row.position = position.identifier;
    reduce(ledger, position, order);
  }
  fill.units = units;
  row.commissionMinor = fastCommission(symbol, fill, ledger.currencyDigits);
  setCosts(ledger, symbol, order.isStarted ? order.seenPrice : order.price);
  ledger.recordDeal();
  ledger.removeOrder(order);
}

/** On a hedging account the position that the order closes, on a netting one the symbol's. */
function heldBy(ledger: Ledger, order: FastOrder): FastPosition | null {
  if (!ledger.isHedging) return ledger.firstPositionIn(order.symbol);
  return order.position === 0 ? null : ledger.positionOf(order.position);
}

/** What the broker does without a request: it closes a whole position. */
export interface ForcedFill {
  readonly reason: Extract<DealReason, "expert" | "sl" | "tp" | "so">;
  readonly pricePoints: number;
  /** For a stop-out: the margin level. */
  readonly levelPct: number;
}

export function forceFill(ledger: Ledger, position: FastPosition, forced: ForcedFill): void {
  const { row } = ledger;
  const { units, identifier, stopLoss, takeProfit, mark } = position;
  fill.units = units;
  fill.pricePoints = forced.pricePoints;
  row.order = ++ledger.lastOrder;
  row.position = identifier;
  row.symbol = position.symbol;
  row.type = oppositeSide(position.direction);
  row.units = units;
  row.priceMilli = forced.pricePoints * 1000;
  row.stopLoss = stopLoss;
  row.takeProfit = takeProfit;
  row.mark = mark;
  row.reason = forced.reason;
  row.levelPct = forced.levelPct;
  setEffect(ledger, "out");
  closeUnits(ledger, position, units);
  const symbol = ledger.symbols[position.symbol]!;
  row.commissionMinor = fastCommission(symbol, fill, ledger.currencyDigits);
  setCosts(ledger, symbol, askedOf(position, forced));
  ledger.recordDeal();
}

/** Two opposite positions close each other; the first has the whole profit. */
export function fillCloseBy(
  ledger: Ledger,
  [position, by]: readonly [FastPosition, FastPosition],
  mark: number,
): void {
  const { row } = ledger;
  const units = Math.min(position.units, by.units);
  row.order = ++ledger.lastOrder;
  row.units = units;
  row.priceMilli = by.openMilli;
  row.mark = mark;
  row.reason = "expert";
  row.commissionMinor = 0;
  row.spreadMinor = 0;
  row.slippageMinor = 0;
  row.levelPct = 0;
  for (const leg of [position, by]) {
    row.position = leg.identifier;
    row.symbol = leg.symbol;
    row.type = oppositeSide(leg.direction);
    row.stopLoss = leg.stopLoss;
    row.takeProfit = leg.takeProfit;
    setEffect(ledger, "out_by");
    closeUnits(ledger, leg, units);
    ledger.recordDeal();
  }
}

/** The level that has closed the position; 0 for none. */
function askedOf({ stopLoss, takeProfit }: FastPosition, { reason }: ForcedFill): number {
  if (reason === "sl") return stopLoss;
  return reason === "tp" ? takeProfit : 0;
}

/**
 * What is within the price of the deal. Bars are bids, so all of the spread is paid by buying: a
 * long position pays that of its entry, a short one that of its exit.
 */
function setCosts({ row, currencyDigits }: Ledger, symbol: FastSymbol, asked: number): void {
  const { pricePoints } = fill;
  const isBuy = row.type === "buy";
  move.units = row.units;
  move.gainedMilli = isBuy ? (symbol.bid - symbol.ask) * 1000 : 0;
  row.spreadMinor = 0 - fastProfit(symbol, move, currencyDigits);
  move.gainedMilli = asked === 0 ? 0 : (isBuy ? asked - pricePoints : pricePoints - asked) * 1000;
  row.slippageMinor = 0 - fastProfit(symbol, move, currencyDigits);
}

export function oppositeSide(direction: Direction): Direction {
  return direction === "buy" ? "sell" : "buy";
}

function describe(ledger: Ledger, order: FastOrder, pricePoints: number): void {
  const { row } = ledger;
  row.order = order.ticket;
  row.symbol = order.symbol;
  row.type = order.direction;
  row.units = order.units;
  row.priceMilli = pricePoints * 1000;
  row.stopLoss = order.stopLoss;
  row.takeProfit = order.takeProfit;
  row.mark = order.mark;
  row.levelPct = 0;
}

function setEffect({ row }: Ledger, entry: DealEntry): void {
  row.entry = entry;
  row.profitMinor = 0;
  row.swapMinor = 0;
}

function openPosition(
  ledger: Ledger,
  order: FastOrder,
  { units, pricePoints }: { readonly units: number; readonly pricePoints: number },
): FastPosition {
  const symbol = ledger.symbols[order.symbol]!;
  const position = ledger.addPosition();
  position.ticket = order.ticket;
  position.identifier = order.ticket;
  position.symbol = order.symbol;
  position.seenPoints = -1;
  position.direction = order.direction;
  position.units = units;
  position.volumeLots = units / 1e8;
  position.openMilli = pricePoints * 1000;
  position.openPrice = pricePoints / symbol.pointScale;
  position.openPoints = pricePoints;
  position.pointMinor = wholePointMinor(symbol, units);
  position.marginRate = marginRateOf(symbol, order.direction, position.openPrice);
  position.stopLoss = order.stopLoss;
  position.takeProfit = order.takeProfit;
  position.swapMinor = 0;
  position.mark = order.mark;
  position.openedMs = ledger.nowMs;
  return position;
}

/** Adds to a netting position, which takes the order's levels and mark. */
function increase(ledger: Ledger, position: FastPosition, order: FastOrder): void {
  const { pricePoints } = fill;
  const symbol = ledger.symbols[position.symbol]!;
  const held = position.units;
  const total = held + order.units;
  const price = pricePoints / symbol.pointScale;
  const rate = marginRateOf(symbol, position.direction, price);
  position.openMilli = averageMilli(
    { milli: position.openMilli, units: held },
    { milli: pricePoints * 1000, units: order.units },
  );
  position.openPrice = position.openMilli / symbol.milliScale;
  position.marginRate = (position.marginRate * held + rate * order.units) / total;
  position.units = total;
  position.volumeLots = total / 1e8;
  position.openPoints = Math.floor(position.openMilli / 1000);
  const isWhole = position.openPoints * 1000 === position.openMilli;
  position.pointMinor = isWhole ? wholePointMinor(symbol, total) : 0;
  position.stopLoss = order.stopLoss;
  position.takeProfit = order.takeProfit;
  position.mark = order.mark;
  ledger.marginMinor = -1;
}

/** Closes a part or all; what a netting order has beyond it opens the other side. */
function reduce(ledger: Ledger, position: FastPosition, order: FastOrder): void {
  const { identifier } = position;
  const closed = Math.min(order.units, position.units);
  const rest = order.units - closed;
  setEffect(ledger, rest > 0 ? "inout" : "out");
  closeUnits(ledger, position, closed);
  fill.units = rest;
  if (rest > 0) openPosition(ledger, order, fill).identifier = identifier;
}

const move = { gainedMilli: 0, units: 0 };

/**
 * Closes so many units at the price of the row. Writes profit and swap of that part into the row;
 * the rest keeps the rounding.
 */
function closeUnits(ledger: Ledger, position: FastPosition, units: number): void {
  const { row } = ledger;
  const risen = row.priceMilli - position.openMilli;
  move.gainedMilli = position.direction === "buy" ? risen : 0 - risen;
  move.units = units;
  row.profitMinor = fastProfit(ledger.symbols[position.symbol]!, move, ledger.currencyDigits);
  row.swapMinor = volumeShare(position.swapMinor, units, position.units);
  if (units === position.units) return ledger.removePosition(position);
  position.swapMinor -= row.swapMinor;
  position.units -= units;
  position.volumeLots = position.units / 1e8;
  if (position.pointMinor !== 0) {
    position.pointMinor = wholePointMinor(ledger.symbols[position.symbol]!, position.units);
  }
  ledger.marginMinor = -1;
}
