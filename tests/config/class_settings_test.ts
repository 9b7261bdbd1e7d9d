/** Lists of symbols by asset class, their limits, and timeframes of single symbols. */

import assert from "node:assert/strict";
import { resolve } from "node:path";
import { parseEnvText } from "../../src/config/env_text.ts";
import { mistakeSentence } from "../../src/config/mistake.ts";
import { parseSettings } from "../../src/config/parse_settings.ts";
import type { Settings } from "../../src/config/settings.ts";

function parse(text: string) {
  const file = parseEnvText(text).entries;
  return parseSettings({ file, environment: {}, commandLine: {} }, {
    homeDir: resolve("/bridge"),
    strategyProblem: () => null,
  });
}

function settingsOf(text: string): Settings {
  const parsed = parse(text);
  assert.ok(parsed.ok, parsed.ok ? "" : parsed.error.map(mistakeSentence).join("\n"));
  return parsed.value.settings;
}

function symbolsOf({ symbols }: Pick<Settings, "symbols">): string[] {
  return symbols.map((one) => `${one.symbol} ${one.assetClass} ${one.timeframe}`);
}

function mistakesOf(text: string): string[] {
  const parsed = parse(text);
  return parsed.ok ? [] : parsed.error.map(mistakeSentence);
}

Deno.test("classes: each list has its timeframe, its number of trades and its spread", () => {
  const settings = settingsOf(`
FOREX_PAIRS=EURUSD
CRYPTO_ENABLED=no
METALS_SYMBOLS=XAUUSD, XAGUSD
METALS_TIMEFRAME=H1
INDICES_SYMBOLS=US500
SHARES_SYMBOLS=AAPL
MAX_METALS_TRADES=1
MAX_INDICES_SPREAD_PCT=0.04
`);
  assert.deepEqual(symbolsOf(settings), [
    "EURUSD forex M15",
    "XAUUSD metals H1",
    "XAGUSD metals H1",
    "US500 indices M15",
    "AAPL shares M15",
  ]);
  const { maxTradesOf, maxSpreadPctOf } = settings.risk.limits;
  assert.deepEqual([maxTradesOf.metals, maxTradesOf.indices], [1, null]);
  assert.deepEqual([maxSpreadPctOf.indices, maxSpreadPctOf.forex], [0.04, 0.03]);
});

Deno.test("classes: a file without the new settings has the symbols and limits of before", () => {
  const settings = settingsOf("FOREX_PAIRS=EURUSD,XAUUSD\nFOREX_TIMEFRAME=M5\n");
  assert.deepEqual(symbolsOf(settings), [
    "EURUSD forex M5",
    "XAUUSD forex M5",
    "BTCUSD crypto M15",
    "ETHUSD crypto M15",
  ]);
});

Deno.test("classes: a symbol has one timeframe of its own, or several", () => {
  const settings = settingsOf(`
FOREX_PAIRS=EURUSD,GBPUSD
CRYPTO_ENABLED=no
SYMBOL_TIMEFRAMES=EURUSD=M5+H1, BTCUSD=M1
`);
  assert.deepEqual(symbolsOf(settings), [
    "EURUSD forex M5",
    "EURUSD forex H1",
    "GBPUSD forex M15",
  ]);
});

Deno.test("classes: an account has lists and timeframes of its own", () => {
  const { accounts } = settingsOf(`
ACCOUNTS=main,prop
MAIN_LOGIN=1
MAIN_SERVER=Demo
PROP_LOGIN=2
PROP_SERVER=Demo
CRYPTO_ENABLED=no
FOREX_PAIRS=EURUSD
SYMBOL_TIMEFRAMES=EURUSD=H4
PROP_FOREX_PAIRS=
PROP_METALS_SYMBOLS=XAUUSD
PROP_MAX_METALS_TRADES=2
`);
  assert.deepEqual(accounts.map(symbolsOf), [["EURUSD forex H4"], ["XAUUSD metals M15"]]);
  assert.deepEqual(accounts.map(({ risk }) => risk.limits.maxTradesOf.metals), [null, 2]);
});

const mistakes: readonly (readonly [text: string, says: RegExp])[] = [
  ["METALS_SYMBOLS=EURUSD", /^FOREX_PAIRS, METALS_SYMBOLS: EURUSD is in both/],
  ["SYMBOL_TIMEFRAMES=XAUUSD=H1", /XAUUSD is in none of the lists of symbols/],
  ["SYMBOL_TIMEFRAMES=EURUSD=H1+H1", /EURUSD has H1 twice/],
  ["SYMBOL_TIMEFRAMES=EURUSD=M5, EURUSD=H1", /EURUSD is listed twice/],
  ["SYMBOL_TIMEFRAMES=EURUSD", /"EURUSD" is not such a pair/],
  ["SYMBOL_TIMEFRAMES=EURUSD=H7", /"EURUSD=H7" is not such a pair/],
  ["METALS_SYMBOL=XAUUSD", /METALS_SYMBOLS/],
];

for (const [text, says] of mistakes) {
  Deno.test(`classes: ${text} is a mistake`, () => {
    const found = mistakesOf(text);
    assert.ok(found.length === 1 && says.test(found[0]!), found.join("\n"));
  });
}
