/** The asset class of a symbol, from its calculation mode, its folder, its currencies and name. */

import assert from "node:assert/strict";
import { recognisedClass } from "../../src/mt5/recognised_class.ts";
import { describeSymbols } from "../../actors/mt5/symbol_descriptions.ts";
import { type AssetClass, ok, symbolName, terminalId } from "../../src/models/mod.ts";
import { wireSymbol } from "../support/scripted_terminal.ts";
import type { WireSymbol } from "../../src/mt5/wire_symbols.ts";

type Described = Parameters<typeof recognisedClass>[0];

const cases:
  readonly (readonly [what: string, described: Partial<Described>, AssetClass | null])[] = [
    ["a pair", {}, "forex"],
    ["a pair of exotic currencies", {
      name: "USDZAR.m",
      baseCurrency: "USD",
      profitCurrency: "ZAR",
    }, "forex"],
    ["gold calculated as Forex", { name: "XAUUSD", baseCurrency: "XAU" }, "metals"],
    [
      "gold by its folder alone",
      { name: "Z1", path: "Spot Metals\\Z1", baseCurrency: "USD" },
      "metals",
    ],
    ["metals in a folder of Forex", { name: "Z1", path: "Forex\\Metals\\Z1" }, "metals"],
    ["the share of a company named GOLD", { name: "GOLD", calcMode: "exch_stocks" }, "shares"],
    ["a share contract by its folder", {
      name: "AAPL",
      path: "Stocks\\US\\AAPL",
      calcMode: "cfd",
      baseCurrency: "USD",
    }, "shares"],
    ["an index by its folder", { name: "Z1", path: "Indices\\Z1", calcMode: "cfd" }, "indices"],
    [
      "an index by its calculation",
      { name: "Z1", calcMode: "cfd_index", baseCurrency: "USD" },
      "indices",
    ],
    [
      "oil calculated like an index",
      { name: "Z1", path: "Energies\\Z1", calcMode: "cfd_index" },
      "energies",
    ],
    ["oil by its name", { name: "#USOIL", calcMode: "cfd", baseCurrency: "USD" }, "energies"],
    ["an index by its name", {
      name: "GER40.cash",
      calcMode: "cfd",
      baseCurrency: "EUR",
      profitCurrency: "EUR",
    }, "indices"],
    ["a future on a metal", {
      name: "GCZ6",
      path: "Metals\\GCZ6",
      calcMode: "exch_futures",
      baseCurrency: "XAU",
    }, "futures"],
    [
      "a future by its folder",
      { name: "Z1", path: "CFD\\Futures\\Z1", calcMode: "cfd" },
      "futures",
    ],
    ["a coin", { name: "BTCUSD", calcMode: "cfd_leverage", baseCurrency: "BTC" }, "crypto"],
    [
      "a coin without a currency of its own",
      { name: "Z1", path: "Crypto\\Z1", calcMode: "cfd" },
      "crypto",
    ],
    ["what nothing tells", {
      name: "Z1",
      path: "Others\\Z1",
      calcMode: "other",
      baseCurrency: "USD",
    }, null],
    ["a folder's name inside of another word", {
      name: "Z1",
      path: "Gastronomy\\Z1",
      calcMode: "cfd",
      baseCurrency: "USD",
    }, null],
    ["a symbol whose own name is the word", {
      name: "METALS",
      path: "Others\\METALS",
      calcMode: "cfd",
      baseCurrency: "USD",
    }, null],
    ["an older Expert Advisor", { path: undefined, calcMode: null }, "forex"],
  ];

const pair: Described = {
  name: "EURUSD",
  path: "",
  calcMode: "forex" as WireSymbol["calcMode"],
  baseCurrency: "EUR",
  profitCurrency: "USD",
};

for (const [what, described, expected] of cases) {
  Deno.test(`asset class: ${what}`, () => {
    assert.equal(recognisedClass({ ...pair, ...described }), expected);
  });
}

const terminal = terminalId("5012345", "Broker-Demo");
const names = ["EURUSD", "XAUUSD", "US500"] as const;

/** Which symbols are told as being in the list of another class. */
async function misplaced(classes: readonly AssetClass[]) {
  const wanted = names.map((name, index) => ({
    symbol: symbolName(name),
    assetClass: classes[index]!,
    timeframe: "M15" as const,
  }));
  const config = {
    ...{ wanted, symbolSuffix: "", symbolMap: {} },
  } as unknown as Parameters<typeof describeSymbols>[0];
  const ask = (asked: readonly string[]) =>
    Promise.resolve(ok({ names, symbols: asked.map((name) => wireSymbol(name)), refused: [] }));
  const described = await describeSymbols(config, terminal, { ask, known: [] });
  assert.ok(described.ok);
  return described.value.misplaced.map((one) => `${one.symbol} ${one.listed} ${one.recognised}`);
}

Deno.test("asset class: a symbol in the list of another class is told", async () => {
  assert.deepEqual(await misplaced(["forex", "energies", "indices"]), ["XAUUSD energies metals"]);
});

Deno.test("asset class: with the two lists of before, nothing is told of what stood there", async () => {
  assert.deepEqual(await misplaced(["forex", "forex", "forex"]), []);
});
