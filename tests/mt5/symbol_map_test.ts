/**
 * Maps configured names to the broker's: map, suffix, exact name, affix; ambiguous and missing
 * names are reported.
 */

import assert from "node:assert/strict";
import { candidateNames, type FoundSymbol, mapSymbols } from "../../src/mt5/symbol_map.ts";
import { symbolName } from "../../src/models/mod.ts";

const cases: readonly {
  name: string;
  symbol: string;
  names: readonly string[];
  suffix?: string;
  map?: Record<string, string>;
  expected: string | { code: "ambiguous" | "missing"; near: readonly string[] };
}[] = [
  { name: "the name itself", symbol: "EURUSD", names: ["EURUSD", "EURUSD.m"], expected: "EURUSD" },
  {
    name: "the configured suffix before the name itself",
    symbol: "EURUSD",
    names: ["EURUSD", "EURUSD.m"],
    suffix: ".m",
    expected: "EURUSD.m",
  },
  {
    name: "the name itself when it lacks the configured suffix",
    symbol: "BTCUSD",
    names: ["EURUSD.m", "BTCUSD"],
    suffix: ".m",
    expected: "BTCUSD",
  },
  {
    name: "the map before everything",
    symbol: "GOLD",
    names: ["GOLD", "XAUUSD"],
    map: { GOLD: "XAUUSD" },
    expected: "XAUUSD",
  },
  {
    name: "a mapped name the broker does not have",
    symbol: "GOLD",
    names: ["GOLD", "XAUUSD.m"],
    map: { GOLD: "XAUUSD" },
    expected: { code: "missing", near: ["XAUUSD.m"] },
  },
  { name: "a dotted suffix", symbol: "EURUSD", names: ["EURUSD.raw"], expected: "EURUSD.raw" },
  { name: "an underscored suffix", symbol: "EURUSD", names: ["EURUSD_i"], expected: "EURUSD_i" },
  { name: "a suffix of letters", symbol: "EURUSD", names: ["EURUSDpro"], expected: "EURUSDpro" },
  { name: "a bare mark", symbol: "EURUSD", names: ["EURUSD+"], expected: "EURUSD+" },
  { name: "a prefix of letters", symbol: "EURUSD", names: ["mEURUSD"], expected: "mEURUSD" },
  { name: "a prefix mark", symbol: "EURUSD", names: ["#EURUSD"], expected: "#EURUSD" },
  {
    name: "no other coin with the same beginning",
    symbol: "BTCUSD",
    names: ["BTCUSDT", "BTCUSDC"],
    expected: { code: "missing", near: ["BTCUSDT", "BTCUSDC"] },
  },
  {
    name: "no longer pair with the same ending",
    symbol: "USDT",
    names: ["BTCUSDT"],
    expected: { code: "missing", near: ["BTCUSDT"] },
  },
  {
    name: "two that match",
    symbol: "EURUSD",
    names: ["EURUSD.m", "EURUSD.raw", "GBPUSD.m"],
    expected: { code: "ambiguous", near: ["EURUSD.m", "EURUSD.raw"] },
  },
  {
    name: "another letter case only as similar",
    symbol: "EURUSD",
    names: ["eurusd"],
    expected: { code: "missing", near: ["eurusd"] },
  },
  {
    name: "pairs with the same base when nothing is more similar",
    symbol: "EURXYZ",
    names: ["EURUSD", "GBPUSD", "EURGBP"],
    expected: { code: "missing", near: ["EURUSD", "EURGBP"] },
  },
  {
    name: "a symbol named like a property of every object",
    symbol: "constructor",
    names: ["EURUSD"],
    expected: { code: "missing", near: [] },
  },
];

for (const { name, symbol, names, suffix = "", map = {}, expected } of cases) {
  Deno.test(`mapSymbols() finds ${name}`, () => {
    const [found] = mapSymbols([symbolName(symbol)], { names, suffix, map }, () => true);
    const shown = (one: FoundSymbol) =>
      one.code === "found" ? one.broker : { code: one.code, near: one.near };
    assert.deepEqual(shown(found!), expected);
  });
}

Deno.test("mapSymbols() answers in the order asked", () => {
  const symbols = ["B.", "A", "C"].map(symbolName);
  const found = mapSymbols(symbols, { names: ["A", "C"], suffix: "", map: {} }, () => true);
  assert.deepEqual(found.map(({ symbol, code }) => `${symbol} ${code}`), [
    "B. missing",
    "A found",
    "C found",
  ]);
});

const choices: readonly [what: string, disabled: readonly string[], expected: string][] = [
  ["the name itself while it can be traded", [], "EURUSD"],
  ["the only other that can, past the name itself", ["EURUSD", "EURUSD.m"], "EURUSDc"],
  ["nothing by chance where two others can", ["EURUSD"], "ambiguous"],
  ["the name itself where none can", ["EURUSD", "EURUSD.m", "EURUSDc"], "EURUSD"],
];

for (const [what, disabled, expected] of choices) {
  Deno.test(`mapSymbols() among names that cannot all be traded takes ${what}`, () => {
    const rules = { names: ["EURUSD", "EURUSDc", "EURUSD.m"], suffix: "", map: {} };
    const [found] = mapSymbols(
      [symbolName("EURUSD")],
      rules,
      (name) => !disabled.includes(name),
    );
    assert.equal(found?.code === "found" ? found.broker : found?.code, expected);
  });
}

Deno.test("candidateNames() has every name that may be chosen, once", () => {
  const names = ["EURUSD", "EURUSDc", "GBPUSD", "EURUSD.m"];
  const rules = { names, suffix: ".m", map: { GOLD: "GBPUSD" } };
  const symbols = ["EURUSD", "GOLD"].map(symbolName);
  assert.deepEqual(candidateNames(symbols, rules), ["EURUSD.m", "EURUSD", "EURUSDc", "GBPUSD"]);
});
