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
import { approximate, product, ratio, rounded } from "../../models/ratio.ts";
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
  const gained = move.direction === "buy" ? risen : -risen;
  if (gained === 0) return 0;
  return rounded(product(
    { over: BigInt(gained), under: 10n ** BigInt(digits + averageDigits) },
    ratio(toLots(move.units)),
    ratio(symbol.contractSize),
    profitRate(context, symbol, gained > 0),
    ratio(10 ** context.account.currencyDigits),
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
