/** How profits become the account's currency where no pair is among the symbols. Pure. */

import { mainCurrency } from "../../models/currency.ts";
import { isWorthKnown, tickValueOf } from "../../simulation/market/instrument_catalog.ts";
import { conversionPair } from "../../simulation/trading/conversion.ts";
import type { TradingSymbol } from "../../simulation/trading/mod.ts";

/** A terminal tells the value of a tick in the currency of its own account. */
export function inCurrency(terms: TradingSymbol, currency: string): TradingSymbol {
  if (!isWorthKnown(terms.profitCurrency)) return terms;
  return { ...terms, tickValue: tickValueOf(terms, currency) };
}

/** A rate that never changes is wrong by as much as the true one has moved. */
export function rateNotes(symbols: readonly TradingSymbol[], currency: string): readonly string[] {
  const main = mainCurrency(currency).name;
  const fixed = new Set(
    symbols.map(({ profitCurrency }) => profitCurrency).filter((from) =>
      from !== currency && from !== main &&
      symbols.every((symbol) => conversionPair(symbol, from, currency) === null)
    ),
  );
  return Array.from(
    fixed,
    (from) =>
      `Profits in ${from} are converted to ${currency} at one fixed rate of recent years: add the ` +
      `prices of the pair of ${from} and ${main} for that of each day`,
  );
}
