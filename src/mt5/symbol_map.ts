/**
 * Finds the broker's names of the configured symbols, among those that can be traded first. In this
 * order: the trader's map, the configured suffix, the exact name, and the only name with a usual
 * broker affix: after it a separator and up to six letters (`EURUSD.m`, `EURUSD_i`) or up to four
 * lowercase letters (`EURUSDpro`), before it up to three lowercase letters or a separator
 * (`mEURUSD`, `#EURUSD`). Uppercase letters mean another symbol (`BTCUSDT`). Brokers list names
 * that this account cannot trade (EURUSD beside EURUSDc): they are used only if no other matches.
 */

import type { BrokerSymbol, SymbolName } from "../models/ids.ts";

export interface SymbolRules {
  /** Every name the broker has. */
  readonly names: readonly string[];
  readonly suffix: string;
  readonly map: Readonly<Record<string, string>>;
}

export type FoundSymbol =
  | {
    readonly code: "found";
    readonly symbol: SymbolName;
    readonly broker: BrokerSymbol;
    /** Better matches that cannot be traded. */
    readonly passedOver: readonly string[];
  }
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

function mappedName(symbol: SymbolName, { map }: SymbolRules): string | undefined {
  return Object.hasOwn(map, symbol) ? map[symbol] : undefined;
}

/**
 * The matching names in rows by preference: a name of an earlier row is chosen before any of a
 * later row.
 */
function rowsOf(symbol: SymbolName, rules: SymbolRules): readonly string[][] {
  const { names, suffix } = rules;
  const known = new Set(names);
  const mapped = mappedName(symbol, rules);
  if (mapped !== undefined) return known.has(mapped) ? [[mapped]] : [];
  const own = [...new Set([symbol + suffix, symbol])].filter((name) => known.has(name));
  const affixed = names.filter((name) => !own.includes(name) && isAffixed(name, symbol));
  return [...own.map((name) => [name]), affixed].filter((row) => row.length > 0);
}

/** Every name that may be chosen for a symbol: all are described before one is chosen. */
export function candidateNames(
  symbols: readonly SymbolName[],
  rules: SymbolRules,
): readonly string[] {
  return [...new Set(symbols.flatMap((symbol) => rowsOf(symbol, rules).flat()))];
}

/** The broker's name of each symbol, in the order given. */
export function mapSymbols(
  symbols: readonly SymbolName[],
  rules: SymbolRules,
  isTradable: (name: string) => boolean,
): readonly FoundSymbol[] {
  return symbols.map((symbol): FoundSymbol => {
    const rows = rowsOf(symbol, rules);
    const tradable = rows.map((row) => row.filter(isTradable));
    const at = tradable.findIndex((row) => row.length > 0);
    const fitting = (at < 0 ? rows[0] : tradable[at]) ?? [];
    const [only] = fitting;
    if (only === undefined) {
      const near = nearNames(mappedName(symbol, rules) ?? symbol, rules.names);
      return { code: "missing", symbol, near };
    }
    if (fitting.length > 1) return { code: "ambiguous", symbol, near: fitting.slice(0, nearMax) };
    const passedOver = rows.slice(0, Math.max(0, at)).flat();
    return { code: "found", symbol, broker: only as BrokerSymbol, passedOver };
  });
}
