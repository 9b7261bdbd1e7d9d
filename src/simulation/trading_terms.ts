/**
 * The costs of trading at the simulated broker: typical values of a retail account with small
 * spreads.
 */

import type { WireSymbol } from "../mt5/wire_symbols.ts";
import { isCryptoCurrency } from "./market/instrument_catalog.ts";
import { forexNights, type SymbolTerms, type TradingSymbol, tradingSymbol } from "./trading/mod.ts";

/**
 * 35 for each million traded, in any currency: about 7 US dollars for a lot of EURUSD, opening and
 * closing together.
 */
const forexTerms: Partial<SymbolTerms> = { commission: { perLot: 0, percent: 0.0035 } };

/** A share of the value, and 10 % interest a year on both sides, charged each night. */
const cryptoTerms: Partial<SymbolTerms> = {
  calcMode: "cfd_leverage",
  commission: { perLot: 0, percent: 0.05 },
  swap: {
    mode: "interest_current",
    long: -10,
    short: -10,
    nightsByWeekday: [1, 1, 1, 1, 1, 1, 1],
  },
};

/** Points for each lot and night; selling costs less than buying. */
const forexSwap: SymbolTerms["swap"] = {
  mode: "points",
  long: -6,
  short: -2,
  nightsByWeekday: forexNights,
};

/** A symbol of the market with the broker's usual terms. */
export function usualTerms(wire: WireSymbol): TradingSymbol {
  const isCrypto = isCryptoCurrency(wire.baseCurrency);
  return tradingSymbol(wire, isCrypto ? cryptoTerms : { ...forexTerms, swap: forexSwap });
}
