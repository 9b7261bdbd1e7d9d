/**
 * Classifies a symbol for the exposure limits: which currencies it exchanges, and with which other
 * symbols it moves. Its two currency fields are not enough: an index often has the same currency in
 * both, and oil a code of its own. The calculation mode and the names decide. Pure.
 */

import { isCoin, isCurrency } from "../../models/currency.ts";
import type { AssetClass, Instrument } from "../../models/mod.ts";

export type SymbolKind =
  /** One currency for another. */
  | "currencies"
  | "metal"
  | "crypto"
  /** An index, a share, a future or another contract whose price is not an exchange rate. */
  | "contract";

/** Symbols that move together. */
export type SymbolGroup = "usd_majors" | "metals" | "crypto" | "indices" | "energies";

type Described = Pick<
  Instrument,
  "symbol" | "assetClass" | "baseCurrency" | "profitCurrency" | "calcMode"
>;

const metals = ["XAU", "XAG", "XPT", "XPD", "GOLD", "SILVER"];
const majors = ["EUR", "GBP", "AUD", "NZD", "CAD", "CHF", "JPY"];

/**
 * What the list that names the symbol says of it. Null: nothing, because FOREX_PAIRS may list
 * everything but crypto.
 */
const kindOfClass: Readonly<Record<AssetClass, SymbolKind | null>> = {
  forex: null,
  crypto: "crypto",
  metals: "metal",
  indices: "contract",
  energies: "contract",
  shares: "contract",
  futures: "contract",
};

export function symbolKind(instrument: Described): SymbolKind {
  const { assetClass, baseCurrency, symbol, calcMode } = instrument;
  const listed = kindOfClass[assetClass];
  if (listed !== null) return listed;
  // GOLD is also the name of a share.
  if (calcMode === "exch_stocks" || calcMode === "exch_bonds") return "contract";
  if (metals.some((metal) => baseCurrency === metal || symbol.startsWith(metal))) return "metal";
  if (isCoin(baseCurrency)) return "crypto";
  return isExchanged(instrument) ? "currencies" : "contract";
}

/** Whether the price says how much of one currency another costs. */
function isExchanged(
  { symbol, baseCurrency, profitCurrency, calcMode }: Described,
): boolean {
  if (baseCurrency === profitCurrency) return false;
  if (!isCurrency(baseCurrency) || !isCurrency(profitCurrency)) return false;
  switch (calcMode) {
    case "forex":
    case "forex_no_leverage":
      return true;
    case "cfd_index":
      return false;
    default: {
      const letters = symbol.toUpperCase().replace(/[^A-Z0-9]/g, "");
      return letters.startsWith(baseCurrency) && letters.includes(profitCurrency, 1);
    }
  }
}

/** Null: it moves with none of them, such as EURCHF. */
export function symbolGroup(instrument: Described): SymbolGroup | null {
  const kind = symbolKind(instrument);
  switch (kind) {
    case "metal":
      return "metals";
    case "crypto":
      return "crypto";
    case "contract":
      return instrument.assetClass === "energies" ? "energies" : "indices";
    case "currencies": {
      const { baseCurrency, profitCurrency } = instrument;
      const isMajor = (baseCurrency === "USD" && majors.includes(profitCurrency)) ||
        (profitCurrency === "USD" && majors.includes(baseCurrency));
      return isMajor ? "usd_majors" : null;
    }
  }
}
