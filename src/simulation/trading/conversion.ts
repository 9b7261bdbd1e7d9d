/**
 * From a symbol's currencies to the account's. A quoted pair of the two is used, either way round; without one
 * the symbol's tick value says what its profit currency is worth. A gain is sold for the account's currency, a
 * loss is bought with it (MetaTrader's SYMBOL_TRADE_TICK_VALUE_PROFIT and _LOSS differ for the same reason).
 */

import type { Direction } from "../../models/mod.ts";
import type { BrokerContext } from "./broker_context.ts";
import { approximate, inverse, one, product, type Ratio, ratio } from "../../models/ratio.ts";
import type { TradingSymbol } from "./trading_symbol.ts";

/** Account currency for one of the profit currency. */
export function profitRate(context: BrokerContext, symbol: TradingSymbol, isGain: boolean): Ratio {
  return quotedRate(context, symbol.profitCurrency, isGain ? "sell" : "buy") ?? tickRate(symbol);
}

/** Account currency for one of the margin currency, for a position of this direction opened at this price. */
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

/** What buying or selling one of `currency` costs or brings in the account's; null without a quote. */
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

function tickRate({ tickValue, tickSize, contractSize }: TradingSymbol): Ratio {
  return product(ratio(tickValue), inverse(product(ratio(tickSize), ratio(contractSize))));
}
