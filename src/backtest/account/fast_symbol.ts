/**
 * A symbol on the backtest's account: its terms, its latest quote in points, and the range of
 * quotes within which nothing can happen (no level, no pending order, no margin call).
 */

import type { FillingMode } from "../../models/mod.ts";
import { approximate, type Ratio } from "../../models/ratio.ts";
import {
  conversionPair,
  type PairConversion,
  tickRate,
} from "../../simulation/trading/conversion.ts";
import { averageDigits } from "../../simulation/trading/quantity.ts";
import type { TradingSymbol } from "../../simulation/trading/trading_symbol.ts";

/** A pair that converts a currency to the account's. */
export interface ConversionPair extends PairConversion {
  readonly symbol: FastSymbol;
}

/** Where the value of a currency comes from: the first of the pairs that has a quote. */
export interface RateSource {
  /** It is the account's own currency. */
  readonly isOne: boolean;
  readonly pairs: readonly ConversionPair[];
}

const ownCurrency: RateSource = { isOne: true, pairs: [] };

/** More than any price in points; whole numbers of this size are compared fastest. */
export const priceLimit = 2 ** 31 - 1;

export class FastSymbol {
  readonly index: number;
  readonly terms: TradingSymbol;
  readonly digits: number;
  /** Decimals of the account's currency. */
  readonly currencyDigits: number;
  /** Points in a price of 1. */
  readonly pointScale: number;
  /** Thousandths of a point in a price of 1. */
  readonly milliScale: number;
  /** Minor units for a gain of a thousandth of a point on one unit of volume, at a rate of 1. */
  readonly milliFactor: number;
  /** What the tick value implies, where no pair is quoted. */
  readonly tickRatio: Ratio;
  readonly tickRate: number;
  /** Whether a night can cost or earn anything. */
  readonly hasSwap: boolean;
  profitSource: RateSource = ownCurrency;
  marginSource: RateSource = ownCurrency;
  /** The latest quote; 0 before the first. */
  bid = 0;
  ask = 0;
  /** A quote with a bid above `bidLow` and below `bidHigh`, and so for the ask, changes nothing. */
  bidLow = priceLimit;
  bidHigh = 0;
  askLow = priceLimit;
  askHigh = 0;
  /** Whether its quotes may change equity or what an order needs. */
  isWatched = true;
  /** The quotes that are expected, valid while `rangeTurn` is the ledger's. */
  rangeTurn = 0;
  rangeLow = 0;
  rangeHigh = 0;
  rangeSpread = 0;
  /** The end of the session that is open; 0 when none was found. */
  openUntilMs = 0;
  /** What a point of the last volume is worth, when that is a whole number; 0 when it is not. */
  pointUnits = -1;
  pointMinor = 0;
  /** A volume and a filling that its terms allow for a deal. */
  allowedUnits = -1;
  allowedFilling: FillingMode | null = null;
  /** Commission of the last volume, when it does not depend on the price. */
  commissionUnits = -1;
  commissionMinor = 0;

  constructor(index: number, terms: TradingSymbol, currencyDigits: number) {
    this.index = index;
    this.terms = terms;
    this.digits = terms.digits;
    this.currencyDigits = currencyDigits;
    this.pointScale = 10 ** terms.digits;
    this.milliScale = 10 ** (terms.digits + averageDigits);
    this.milliFactor = terms.contractSize * 10 ** currencyDigits / this.milliScale / 1e8;
    this.tickRatio = tickRate(terms);
    this.tickRate = approximate(this.tickRatio);
    this.hasSwap = terms.swap.mode !== "disabled" &&
      (terms.swap.long !== 0 || terms.swap.short !== 0);
  }
}

/** Finds for each symbol the pairs that convert its profit and margin, in the broker's order. */
export function connectRates(symbols: readonly FastSymbol[], currency: string): void {
  for (const symbol of symbols) {
    symbol.profitSource = sourceOf(symbols, symbol.terms.profitCurrency, currency);
    symbol.marginSource = sourceOf(symbols, symbol.terms.marginCurrency, currency);
  }
}

function sourceOf(symbols: readonly FastSymbol[], from: string, to: string): RateSource {
  if (from === to) return ownCurrency;
  const pairs: ConversionPair[] = [];
  for (const symbol of symbols) {
    const pair = conversionPair(symbol.terms, from, to);
    if (pair !== null) pairs.push({ symbol, ...pair });
  }
  return { isOne: false, pairs };
}
