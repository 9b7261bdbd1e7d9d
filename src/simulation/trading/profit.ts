/**
 * Profit = (close price - open price) x contract size x lots, reversed for a sell, in the profit
 * currency (ENUM_SYMBOL_CALC_MODE: the same for Forex and CFD); converted to the account's currency
 * and rounded once to its digits.
 */

import type { Direction } from "../../models/mod.ts";
import { profitRate } from "./conversion.ts";
import {
  type BrokerContext,
  type BrokerPosition,
  type OpenPosition,
  quoteOf,
  symbolOf,
} from "./broker_context.ts";
import { averageDigits, fromMinor, toLots, toMilliPoints, toUnits } from "./quantity.ts";
import { approximate, product, type Ratio, ratio, rounded } from "../../models/ratio.ts";
import type { TradingSymbol } from "./trading_symbol.ts";

export interface PriceMove {
  readonly direction: Direction;
  readonly units: number;
  readonly openPrice: number;
  readonly closePrice: number;
}

/** Profit in the smallest unit of the account's currency. */
export function profitMinor(
  context: BrokerContext,
  symbol: TradingSymbol,
  move: PriceMove,
): number {
  const { digits } = symbol;
  const risen = toMilliPoints(move.closePrice, digits) - toMilliPoints(move.openPrice, digits);
  const gainedMilli = move.direction === "buy" ? risen : -risen;
  if (gainedMilli === 0) return 0;
  const { currencyDigits } = context.account;
  const rate = profitRate(context, symbol, gainedMilli > 0);
  return exactProfit(symbol, { gainedMilli, units: move.units, rate, currencyDigits });
}

/** What was gained, in thousandths of a point, and how it becomes money of the account. */
export interface GainedPoints {
  readonly gainedMilli: number;
  readonly units: number;
  /** The value of the profit currency. */
  readonly rate: Ratio;
  readonly currencyDigits: number;
}

/** The formula itself, shared with the backtest's account. */
export function exactProfit(
  { digits, contractSize }: Pick<TradingSymbol, "digits" | "contractSize">,
  { gainedMilli, units, rate, currencyDigits }: GainedPoints,
): number {
  return rounded(product(
    { over: BigInt(gainedMilli), under: 10n ** BigInt(digits + averageDigits) },
    ratio(toLots(units)),
    ratio(contractSize),
    rate,
    ratio(10 ** currencyDigits),
  ));
}

/** The price at which a position could be closed now. */
export function closePrice(context: BrokerContext, { symbol, direction }: OpenPosition): number {
  const { bid, ask } = quoteOf(context, symbol);
  return direction === "buy" ? bid : ask;
}

/** The profit of a position if it were closed now, without swap. */
export function floatingMinor(context: BrokerContext, position: OpenPosition): number {
  return profitMinor(context, symbolOf(context, position.symbol), {
    direction: position.direction,
    units: toUnits(position.volumeLots),
    openPrice: position.openPrice,
    closePrice: closePrice(context, position),
  });
}

/**
 * As `floatingMinor`, but in doubles and not rounded: accurate to about a cent, and many times
 * faster.
 */
export function floatingEstimate(context: BrokerContext, position: OpenPosition): number {
  const symbol = symbolOf(context, position.symbol);
  const risen = closePrice(context, position) - position.openPrice;
  const gained = position.direction === "buy" ? risen : -risen;
  const rate = symbol.profitCurrency === context.account.currency
    ? 1
    : approximate(profitRate(context, symbol, gained > 0));
  return gained * symbol.contractSize * position.volumeLots * rate;
}

/** A position as its owner sees it, with the current price and profit. */
export function viewPosition(context: BrokerContext, position: OpenPosition): BrokerPosition {
  const { marginRate: _, ...kept } = position;
  return {
    ...kept,
    currentPrice: closePrice(context, position),
    profit: fromMinor(floatingMinor(context, position), context.account.currencyDigits),
  };
}
