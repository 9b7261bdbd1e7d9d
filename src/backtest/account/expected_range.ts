/**
 * How equity can move while prices stay within a range, such as that of the bar that comes next:
 * the least and the most that it can be, erring on the safe side. If neither is a record, the ticks
 * of the bar need not be played one by one.
 */

import { quotedPair } from "./fast_rates.ts";
import type { FastSymbol } from "./fast_symbol.ts";
import type { Ledger } from "./ledger.ts";

/** The quotes of a symbol that are to come: bids from `low` to `high`, one spread. */
export interface ExpectedQuotes {
  readonly low: number;
  readonly high: number;
  readonly spread: number;
}

/** Symbols that expect no quotes stay at their latest one. */
export function expectQuotes(
  ledger: Ledger,
  symbol: FastSymbol,
  { low, high, spread }: ExpectedQuotes,
): void {
  symbol.rangeTurn = ledger.rangeTurn;
  symbol.rangeLow = low;
  symbol.rangeHigh = high;
  symbol.rangeSpread = spread;
}

export function leastEquity(ledger: Ledger): number {
  return bound(ledger, true);
}

export function mostEquity(ledger: Ledger): number {
  return bound(ledger, false);
}

function bound(ledger: Ledger, isLeast: boolean): number {
  let equity = ledger.balanceMinor;
  for (let at = 0; at < ledger.positionCount; at++) {
    const position = ledger.positions[at]!;
    const symbol = ledger.symbols[position.symbol]!;
    const isBuy = position.direction === "buy";
    const price = isBuy === isLeast
      ? lowPrice(ledger, symbol, isBuy)
      : highPrice(ledger, symbol, isBuy);
    const risen = price * 1000 - position.openMilli;
    const gained = isBuy ? risen : 0 - risen;
    const money = gained * position.units * symbol.milliFactor;
    equity += position.swapMinor;
    equity += symbol.profitSource.isOne
      ? money
      : money * rateBound(ledger, symbol, { gained, isLeast });
  }
  // Each position is rounded once; doubles err far less than that.
  const slack = ledger.positionCount + Math.abs(equity) * 1e-12;
  return isLeast ? equity - slack : equity + slack;
}

function lowPrice(ledger: Ledger, symbol: FastSymbol, isBid: boolean): number {
  if (symbol.rangeTurn !== ledger.rangeTurn) return isBid ? symbol.bid : symbol.ask;
  return isBid ? symbol.rangeLow : symbol.rangeLow + symbol.rangeSpread;
}

function highPrice(ledger: Ledger, symbol: FastSymbol, isBid: boolean): number {
  if (symbol.rangeTurn !== ledger.rangeTurn) return isBid ? symbol.bid : symbol.ask;
  return isBid ? symbol.rangeHigh : symbol.rangeHigh + symbol.rangeSpread;
}

/** The lowest value of a gain and the highest of a loss make the least equity. */
function rateBound(
  ledger: Ledger,
  symbol: FastSymbol,
  { gained, isLeast }: { readonly gained: number; readonly isLeast: boolean },
): number {
  const pair = quotedPair(symbol.profitSource);
  if (pair === null) return symbol.tickRate;
  const isGain = gained > 0;
  const isLowest = isGain === isLeast;
  // Gains are sold, losses bought; an inverse pair is the other way round.
  const isBid = isGain === pair.isDirect;
  const points = isLowest === pair.isDirect
    ? lowPrice(ledger, pair.symbol, isBid)
    : highPrice(ledger, pair.symbol, isBid);
  const { pointScale } = pair.symbol;
  return (pair.isDirect ? points / pointScale : pointScale / points) * pair.units;
}
