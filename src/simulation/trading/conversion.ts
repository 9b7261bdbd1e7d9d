/**
 * Converts from a symbol's currencies to the account's currency. A quoted pair of the two is used,
 * in either direction; without one, the symbol's tick value gives the value of its profit currency.
 * A gain is sold for the account's currency, a loss is bought with it
 * (SYMBOL_TRADE_TICK_VALUE_PROFIT and _LOSS differ for the same reason).
 */

import type { Direction } from "../../models/mod.ts";
import { mainCurrency } from "../../models/currency.ts";
import type { BrokerContext } from "./broker_context.ts";
import { approximate, inverse, one, product, type Ratio, ratio } from "../../models/ratio.ts";
import type { TradingSymbol } from "./trading_symbol.ts";

/** The value of one unit of the profit currency in the account's currency. */
export function profitRate(context: BrokerContext, symbol: TradingSymbol, isGain: boolean): Ratio {
  return quotedRate(context, symbol.profitCurrency, isGain ? "sell" : "buy") ?? tickRate(symbol);
}

/**
 * The value of one unit of the margin currency in the account's currency, for a position with this
 * direction and open price.
 */
export function marginRate(
  context: BrokerContext,
  symbol: TradingSymbol,
  opened: { readonly direction: Direction; readonly price: number },
): number {
  const quoted = quotedRate(context, symbol.marginCurrency, opened.direction);
  if (quoted !== null) return approximate(quoted);
  const rate = approximate(profitRate(context, symbol, false));
  return symbol.marginCurrency === symbol.baseCurrency ? rate * opened.price : rate;
}

/**
 * The value in the account's currency of buying or selling one unit of `currency`; null without a
 * quote.
 */
function quotedRate(context: BrokerContext, currency: string, direction: Direction): Ratio | null {
  const { currency: own } = context.account;
  if (currency === own) return one;
  for (const symbol of context.state.symbols.values()) {
    const pair = conversionPair(symbol, currency, own);
    const quote = pair === null ? undefined : context.state.quotes.get(symbol.name);
    if (pair === null || quote === undefined) continue;
    const units = ratio(pair.units);
    if (pair.isDirect) return product(ratio(direction === "buy" ? quote.ask : quote.bid), units);
    return product(inverse(ratio(direction === "buy" ? quote.bid : quote.ask)), units);
  }
  return null;
}

/** How a pair converts one currency to another. */
export interface PairConversion {
  /** Whether the other currency is the one it is quoted in. */
  readonly isDirect: boolean;
  /** How many units of the other currency are one of the pair's: 100 for cents. */
  readonly units: number;
}

/**
 * A pair of dollars also converts to cents of them; null for another pair, and for an index, which
 * has one currency twice.
 */
export function conversionPair(
  { baseCurrency, profitCurrency }: Pick<TradingSymbol, "baseCurrency" | "profitCurrency">,
  from: string,
  to: string,
): PairConversion | null {
  const isDirect = baseCurrency === from;
  if (!isDirect && profitCurrency !== from) return null;
  const other = isDirect ? profitCurrency : baseCurrency;
  const main = mainCurrency(to);
  if (other === from || (other !== to && other !== main.name)) return null;
  return { isDirect, units: other === to ? 1 : main.units };
}

/** The value of the profit currency that the tick value implies. */
export function tickRate(
  { tickValue, tickSize, contractSize }: Pick<
    TradingSymbol,
    "tickValue" | "tickSize" | "contractSize"
  >,
): Ratio {
  return product(ratio(tickValue), inverse(product(ratio(tickSize), ratio(contractSize))));
}
