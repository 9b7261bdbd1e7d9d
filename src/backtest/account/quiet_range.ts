/**
 * The range of quotes and the moment up to which nothing can happen: what makes most quotes of a
 * backtest cost a few comparisons. It is calculated after each event and errs on the safe side.
 */

import type { BrokerMs } from "../../models/mod.ts";
import { minuteMs } from "../../models/time.ts";
import { dayEndMs } from "../../simulation/trading/trade_sessions.ts";
import { marginOf } from "./equity.ts";
import { findEquityLine } from "./equity_line.ts";
import type { FastPosition } from "./fast_position.ts";
import { quotedPair } from "./fast_rates.ts";
import { type FastSymbol, priceLimit } from "./fast_symbol.ts";
import type { Ledger } from "./ledger.ts";
import { nextArrival } from "./time_passing.ts";

/** After all times, in minutes since 1970. */
const neverMinute = 2 ** 30;

export function findQuietRange(ledger: Ledger): void {
  ledger.events++;
  ledger.nextMomentMs = Math.min(nextArrival(ledger), nextNight(ledger));
  ledger.nextMomentMinute = Math.min(neverMinute, Math.floor(ledger.nextMomentMs / minuteMs));
  for (const symbol of ledger.symbols) openRange(symbol);
  for (let at = 0; at < ledger.positionCount; at++) {
    const position = ledger.positions[at]!;
    rangeOfLevels(ledger, position);
    watch(ledger.symbols[position.symbol]!);
  }
  rangeOfOrders(ledger);
  if (ledger.positionCount > 0) rangeOfMargin(ledger);
  findEquityLine(ledger);
}

/** Midnight counts only for positions that pay or earn interest. */
function nextNight(ledger: Ledger): number {
  for (let at = 0; at < ledger.positionCount; at++) {
    const { symbol } = ledger.positions[at]!;
    if (ledger.symbols[symbol]!.hasSwap) return dayEndMs(ledger.nowMs as BrokerMs);
  }
  return Infinity;
}

/** The first quote of a symbol always counts: it may be what converts a currency. */
function openRange(symbol: FastSymbol): void {
  const hasQuote = symbol.bid > 0;
  symbol.isWatched = false;
  symbol.bidLow = hasQuote ? 0 : priceLimit;
  symbol.bidHigh = priceLimit;
  symbol.askLow = 0;
  symbol.askHigh = priceLimit;
}

/** The symbol, and the pairs that convert what it earns and its margin. */
function watch(symbol: FastSymbol): void {
  symbol.isWatched = true;
  for (const pair of symbol.profitSource.pairs) pair.symbol.isWatched = true;
  for (const pair of symbol.marginSource.pairs) pair.symbol.isWatched = true;
}

function rangeOfLevels(ledger: Ledger, position: FastPosition): void {
  const { direction, stopLoss, takeProfit } = position;
  const symbol = ledger.symbols[position.symbol]!;
  if (direction === "buy") {
    if (stopLoss > symbol.bidLow) symbol.bidLow = stopLoss;
    if (takeProfit !== 0 && takeProfit < symbol.bidHigh) symbol.bidHigh = takeProfit;
  } else {
    if (takeProfit > symbol.askLow) symbol.askLow = takeProfit;
    if (stopLoss !== 0 && stopLoss < symbol.askHigh) symbol.askHigh = stopLoss;
  }
}

function rangeOfOrders(ledger: Ledger): void {
  for (let at = 0; at < ledger.orderCount; at++) {
    const { type, price, isStarted, symbol: index } = ledger.orders[at]!;
    if (isStarted) continue; // it waits for its moment, before which everything is watched
    const symbol = ledger.symbols[index]!;
    watch(symbol);
    if (type === "buy_limit") symbol.askLow = Math.max(symbol.askLow, price);
    else if (type === "sell_limit") symbol.bidHigh = Math.min(symbol.bidHigh, price);
    else if (type === "buy_stop" || type === "buy_stop_limit") {
      symbol.askHigh = Math.min(symbol.askHigh, price);
    } else symbol.bidLow = Math.max(symbol.bidLow, price);
  }
}

/** Shares of the price: the widest range that is tried first, and the narrowest worth having. */
const widestShare = 0.25;
const narrowestShare = 1e-4;

/** Narrows the ranges so that within all of them together no margin call is possible. */
function rangeOfMargin(ledger: Ledger): void {
  const { marginCallPct, stopOutPct } = ledger.rules;
  const level = marginOf(ledger) * Math.max(marginCallPct, stopOutPct) / 100;
  let share = Math.min(widestShare, ledger.bandShare * 4);
  while (share >= narrowestShare && worstEquity(ledger, share) <= level) share /= 4;
  ledger.bandShare = Math.max(share, narrowestShare);
  const isFound = share >= narrowestShare;
  for (let at = 0; at < ledger.positionCount; at++) {
    const symbol = ledger.symbols[ledger.positions[at]!.symbol]!;
    narrow(symbol, isFound ? share : -1);
    const pair = symbol.profitSource.isOne ? null : quotedPair(symbol.profitSource);
    if (pair !== null) narrow(pair.symbol, isFound ? share : -1);
  }
}

/** With a negative share, every quote of the symbol counts. */
function narrow(symbol: FastSymbol, share: number): void {
  const low = share < 0 ? priceLimit : Math.ceil(lowest(symbol, share));
  const high = share < 0 ? 0 : Math.floor(highest(symbol, share));
  if (low > symbol.bidLow) symbol.bidLow = low;
  if (high < symbol.askHigh) symbol.askHigh = high;
}

function lowest(symbol: FastSymbol, share: number): number {
  return symbol.bid * (1 - share);
}

function highest(symbol: FastSymbol, share: number): number {
  return symbol.ask * (1 + share);
}

/** Less than equity can be while no price leaves its range. */
function worstEquity(ledger: Ledger, share: number): number {
  let worst = ledger.balanceMinor;
  for (let at = 0; at < ledger.positionCount; at++) {
    const position = ledger.positions[at]!;
    const symbol = ledger.symbols[position.symbol]!;
    const gainedMilli = position.direction === "buy"
      ? lowest(symbol, share) * 1000 - position.openMilli
      : position.openMilli - highest(symbol, share) * 1000;
    const own = gainedMilli * position.units * symbol.milliFactor;
    worst += own * worstRate(symbol, gainedMilli > 0, share) + position.swapMinor;
  }
  // Each position is rounded once; doubles err far less than that.
  return worst - ledger.positionCount - 1 - Math.abs(worst) * 1e-9;
}

/** The lowest value of a gain, the highest of a loss. */
function worstRate(symbol: FastSymbol, isGain: boolean, share: number): number {
  if (symbol.profitSource.isOne) return 1;
  const pair = quotedPair(symbol.profitSource);
  if (pair === null) return symbol.tickRate;
  const { pointScale } = pair.symbol;
  const [low, high] = [lowest(pair.symbol, share), highest(pair.symbol, share)];
  if (pair.isDirect) return (isGain ? low : high) / pointScale * pair.units;
  return pointScale / (isGain ? high : low) * pair.units;
}
