/**
 * What a new paper account begins with where PAPER_BALANCE does not say: 10,000 US dollars in the
 * account's currency, as the nearest power of ten. 10,000 EUR, 1,000,000 JPY, 0.1 BTC. Pure.
 */

import { currencyDigits } from "../../models/currency.ts";
import type { AccountIdentity, Instrument } from "../../models/mod.ts";

const balanceDollars = 10_000;

export function usualBalance(
  { currency }: Pick<AccountIdentity, "currency">,
  instruments: readonly Instrument[],
): number {
  const worth = dollarWorth(currency, instruments);
  return Number((balanceDollars * 10 ** Math.round(Math.log10(worth))).toPrecision(1));
}

/** What a dollar costs in the account's currency; where nothing shows it, by its decimals. */
function dollarWorth(currency: string, instruments: readonly Instrument[]): number {
  if (currency === "USD") return 1;
  for (const { profitCurrency, tickValue, tickSize, contractSize } of instruments) {
    const worth = tickValue / (tickSize * contractSize);
    if (profitCurrency === "USD" && worth > 0 && Number.isFinite(worth)) return worth;
  }
  const digits = currencyDigits(currency);
  if (digits === 0) return 100;
  return digits > 3 ? 1e-5 : 1;
}
