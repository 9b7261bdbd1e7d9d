/** The symbols that the settings name, in the order of the classes and of each list. */

import type { AssetClass, SymbolName, Timeframe, WantedSymbol } from "../models/mod.ts";
import type { SettingKey, SettingValues } from "./settings_table.ts";

interface ClassList {
  readonly assetClass: AssetClass;
  readonly symbols: readonly SymbolName[];
  readonly timeframe: Timeframe;
}

function classLists(values: SettingValues): readonly ClassList[] {
  return [
    { assetClass: "forex", symbols: values.FOREX_PAIRS, timeframe: values.FOREX_TIMEFRAME },
    {
      assetClass: "crypto",
      symbols: values.CRYPTO_ENABLED ? values.CRYPTO_PAIRS : [],
      timeframe: values.CRYPTO_TIMEFRAME,
    },
    { assetClass: "metals", symbols: values.METALS_SYMBOLS, timeframe: values.METALS_TIMEFRAME },
    { assetClass: "indices", symbols: values.INDICES_SYMBOLS, timeframe: values.INDICES_TIMEFRAME },
    {
      assetClass: "energies",
      symbols: values.ENERGIES_SYMBOLS,
      timeframe: values.ENERGIES_TIMEFRAME,
    },
    { assetClass: "shares", symbols: values.SHARES_SYMBOLS, timeframe: values.SHARES_TIMEFRAME },
    { assetClass: "futures", symbols: values.FUTURES_SYMBOLS, timeframe: values.FUTURES_TIMEFRAME },
  ];
}

/** Which setting lists the symbols of a class. */
export const symbolListKeys: Readonly<Record<AssetClass, SettingKey>> = {
  forex: "FOREX_PAIRS",
  crypto: "CRYPTO_PAIRS",
  metals: "METALS_SYMBOLS",
  indices: "INDICES_SYMBOLS",
  energies: "ENERGIES_SYMBOLS",
  shares: "SHARES_SYMBOLS",
  futures: "FUTURES_SYMBOLS",
};

/** A symbol with several timeframes is there once for each. */
export function symbolsFrom(values: SettingValues): WantedSymbol[] {
  const own = values.SYMBOL_TIMEFRAMES;
  return classLists(values).flatMap(({ assetClass, symbols, timeframe }) =>
    symbols.flatMap((symbol) =>
      (Object.hasOwn(own, symbol) ? own[symbol]! : [timeframe])
        .map((timeframe) => ({ symbol, assetClass, timeframe }))
    )
  );
}

export function unlistedTimeframes(values: SettingValues): readonly string[] {
  const listed = new Set<string>([
    ...values.CRYPTO_PAIRS,
    ...classLists(values).flatMap(({ symbols }) => symbols),
  ]);
  return Object.keys(values.SYMBOL_TIMEFRAMES).filter((name) => !listed.has(name));
}
