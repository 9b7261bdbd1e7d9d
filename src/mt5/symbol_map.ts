/**
 * Finds the broker's names of the configured symbols. In this order: the trader's map, the
 * configured suffix, the exact name, and the only name with a usual broker affix: after it a
 * separator and up to six letters (`EURUSD.m`, `EURUSD_i`) or up to four lowercase letters
 * (`EURUSDpro`), before it up to three lowercase letters or a separator (`mEURUSD`, `#EURUSD`).
 * Uppercase letters mean another symbol (`BTCUSDT`).
 */

import type { BrokerSymbol, SymbolName } from "../models/ids.ts";

export interface SymbolRules {
  /** Every name the broker has. */
  readonly names: readonly string[];
  readonly suffix: string;
  readonly map: Readonly<Record<string, string>>;
}

export type FoundSymbol =
  | { readonly code: "found"; readonly symbol: SymbolName; readonly broker: BrokerSymbol }
  /** Several names match: the trader has to choose one, by suffix or map. */
  | { readonly code: "ambiguous"; readonly symbol: SymbolName; readonly near: readonly string[] }
  | { readonly code: "missing"; readonly symbol: SymbolName; readonly near: readonly string[] };

/** How many candidates are shown to the trader. */
const nearMax = 5;

const suffixPattern = /^(?:[._#+!-][A-Za-z0-9]{0,6}|[a-z]{1,4})$/;
const prefixPattern = /^(?:[a-z]{1,3}[._-]?|[#._!])$/;

function isAffixed(name: string, symbol: string): boolean {
  if (name.startsWith(symbol)) return suffixPattern.test(name.slice(symbol.length));
  return name.endsWith(symbol) && prefixPattern.test(name.slice(0, -symbol.length));
}

/**
 * Names that contain the symbol in any letter case, otherwise those with the same base currency.
 */
function nearNames(symbol: string, names: readonly string[]): readonly string[] {
  const wanted = symbol.toUpperCase();
  const holding = names.filter((name) => name.toUpperCase().includes(wanted));
  const near = holding.length > 0
    ? holding
    : names.filter((name) => name.toUpperCase().includes(wanted.slice(0, 3)));
  return near.slice(0, nearMax);
}

/** The broker's name of each symbol, in the order given. */
export function mapSymbols(
  symbols: readonly SymbolName[],
  { names, suffix, map }: SymbolRules,
): readonly FoundSymbol[] {
  const known = new Set(names);
  return symbols.map((symbol): FoundSymbol => {
    const found = (name: string): FoundSymbol => ({
      code: "found",
      symbol,
      broker: name as BrokerSymbol,
    });
    const mapped = Object.hasOwn(map, symbol) ? map[symbol] : undefined;
    if (mapped !== undefined) {
      if (known.has(mapped)) return found(mapped);
      return { code: "missing", symbol, near: nearNames(mapped, names) };
    }
    if (known.has(symbol + suffix)) return found(symbol + suffix);
    if (known.has(symbol)) return found(symbol);
    const affixed = names.filter((name) => isAffixed(name, symbol));
    const [only] = affixed;
    if (only !== undefined && affixed.length === 1) return found(only);
    if (only !== undefined) return { code: "ambiguous", symbol, near: affixed.slice(0, nearMax) };
    return { code: "missing", symbol, near: nearNames(symbol, names) };
  });
}
