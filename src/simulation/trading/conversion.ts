/**
 * Converts from a symbol's currencies to the account's currency. A quoted pair of the two is used,
 * in either direction; without one, the symbol's tick value gives the value of its profit currency.
 * A gain is sold for the account's currency, a loss is bought with it
 * (SYMBOL_TRADE_TICK_VALUE_PROFIT and _LOSS differ for the same reason).
 */

import type { Direction } from "../../models/mod.ts";
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
  if (currency === context.account.currency) return one;
  for (const { name, baseCurrency, profitCurrency } of context.state.symbols.values()) {
    const isDirect = baseCurrency === currency && profitCurrency === context.account.currency;
    const isInverse = profitCurrency === currency && baseCurrency === context.account.currency;
    const quote = isDirect || isInverse ? context.state.quotes.get(name) : undefined;
    if (quote === undefined) continue;
    if (isDirect) return ratio(direction === "buy" ? quote.ask : quote.bid);
    return inverse(ratio(direction === "buy" ? quote.bid : quote.ask));
  }
  return null;
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
