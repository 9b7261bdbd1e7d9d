/**
 * Settings of the asset classes beside Forex and crypto: the symbols of each, their timeframe, how
 * many trades they may have and how wide their spread may be. Part of `settings_table.ts`.
 */

import * as kinds from "./kinds.ts";
import * as trading from "./trading_kinds.ts";

/** The classes as they stand in the names of settings, with their words in the texts. */
const words = {
  METALS: { ofSymbol: "Metal", plural: "metals" },
  INDICES: { ofSymbol: "Index", plural: "indices" },
  ENERGIES: { ofSymbol: "Energy", plural: "energies" },
  SHARES: { ofSymbol: "Share", plural: "shares" },
  FUTURES: { ofSymbol: "Futures", plural: "futures" },
} as const;

type FurtherClass = keyof typeof words;

function listOf(name: FurtherClass, example: string) {
  return {
    kind: trading.symbolList,
    default: "",
    meaning: `${words[name].ofSymbol} symbols, such as ${example}; empty for none`,
  };
}

function timeframeOf(name: FurtherClass) {
  return {
    kind: trading.timeframe,
    default: "M15",
    meaning: `Timeframe of the ${words[name].ofSymbol.toLowerCase()} symbols`,
  };
}

function tradesOf(name: FurtherClass) {
  return {
    kind: kinds.optional(kinds.integer({ min: 0, max: 1000 })),
    default: "",
    meaning: `Maximum number of open trades in ${words[name].plural}; empty for no separate limit`,
    unit: "trades",
  };
}

function spreadOf(name: FurtherClass, usual: string) {
  const { ofSymbol } = words[name];
  const article = /^[AEIOU]/.test(ofSymbol) ? "an" : "a";
  return {
    kind: kinds.percent({ max: 100 }),
    default: usual,
    meaning: `Maximum spread of ${article} ${ofSymbol.toLowerCase()} symbol, relative to its price`,
    unit: "percent",
  };
}

export const classSymbols = {
  METALS_SYMBOLS: listOf("METALS", "XAUUSD"),
  METALS_TIMEFRAME: timeframeOf("METALS"),
  INDICES_SYMBOLS: listOf("INDICES", "US500"),
  INDICES_TIMEFRAME: timeframeOf("INDICES"),
  ENERGIES_SYMBOLS: listOf("ENERGIES", "XTIUSD"),
  ENERGIES_TIMEFRAME: timeframeOf("ENERGIES"),
  SHARES_SYMBOLS: listOf("SHARES", "AAPL"),
  SHARES_TIMEFRAME: timeframeOf("SHARES"),
  FUTURES_SYMBOLS: listOf("FUTURES", "ESZ6"),
  FUTURES_TIMEFRAME: timeframeOf("FUTURES"),
} as const;

export const classTrades = {
  MAX_METALS_TRADES: tradesOf("METALS"),
  MAX_INDICES_TRADES: tradesOf("INDICES"),
  MAX_ENERGIES_TRADES: tradesOf("ENERGIES"),
  MAX_SHARES_TRADES: tradesOf("SHARES"),
  MAX_FUTURES_TRADES: tradesOf("FUTURES"),
} as const;

export const classSpreads = {
  MAX_METALS_SPREAD_PCT: spreadOf("METALS", "0.1"),
  MAX_INDICES_SPREAD_PCT: spreadOf("INDICES", "0.1"),
  MAX_ENERGIES_SPREAD_PCT: spreadOf("ENERGIES", "0.2"),
  MAX_SHARES_SPREAD_PCT: spreadOf("SHARES", "0.3"),
  MAX_FUTURES_SPREAD_PCT: spreadOf("FUTURES", "0.1"),
} as const;
