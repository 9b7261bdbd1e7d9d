/** What a strategy's file can import: the same indicators as the bridge's own, compiled anew. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { StrategyRealm } from "../../actors/strategy/realm/strategy_realm.ts";
import * as indicators from "../../src/indicators/mod.ts";
import { symbolName } from "../../src/models/mod.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import { indicatorTexts } from "../../src/strategy/realm/indicator_texts.ts";
import { libraryNames } from "../../src/strategy/realm/realm_program.ts";
import { barsOfPoints, randomWalk } from "./series.ts";

const folder = new URL("../../src/indicators/", import.meta.url);

Deno.test("every file of the indicators is among the texts of a realm", () => {
  const files = readdirSync(folder).filter((name) => name.endsWith(".ts")).sort();
  assert.deepEqual(Object.keys(indicatorTexts), files);
  for (const name of files) {
    assert.equal(indicatorTexts[name], readFileSync(new URL(name, folder), "utf8"));
  }
});

Deno.test("no indicator has the name of a function of the library", () => {
  const names = Object.keys(indicators);
  assert.deepEqual(names.filter((name) => (libraryNames as readonly string[]).includes(name)), []);
});

/** Asks a realm for one column. */
async function columnOf(expression: string): Promise<Float64Array> {
  const bars = barsOfPoints(randomWalk(seededRandom(5), 300));
  const realm = new StrategyRealm("one", { loadMs: 10_000, turnMs: 10_000 });
  const source = `import * as all from "mt5-bridge";
    export default {
      columns: ({ bars }) => { const { ${
    Object.keys(indicators)
  } } = all; return { one: ${expression} }; },
      onBar: () => null,
    };`;
  const reply = await realm.load({ name: "one", source, parameters: {} });
  assert.ok(reply !== null && "barsNeeded" in reply, JSON.stringify(reply));
  const facts = { symbol: symbolName("EURUSD"), timeframe: "M1" as const, digits: 5, bars };
  return realm.decisions([{ ...facts, name: "bars" }])!.column("one")!;
}

const expressions: Readonly<Record<string, (bars: indicators.BarSeries) => Float64Array>> = {
  "ema(bars.close, 5)": ({ close }) => indicators.ema(close, 5),
  "atr(bars, 14)": (bars) => indicators.atr(bars, 14),
  "adx(bars, 14).adx": (bars) => indicators.adx(bars, 14).adx,
  "kama(bars.close, 10)": ({ close }) => indicators.kama(close, 10),
  "parabolicSar(bars).sar": (bars) => indicators.parabolicSar(bars).sar,
  "dailyLevels(bars).high": (bars) => indicators.dailyLevels(bars).high,
  "cci(bars, 20)": (bars) => indicators.cci(bars, 20),
};

for (const [expression, direct] of Object.entries(expressions)) {
  Deno.test(`in a realm ${expression} is what it is in the bridge`, async () => {
    const bars = barsOfPoints(randomWalk(seededRandom(5), 300));
    const expected = direct({ ...bars, volume: bars.tickVolume } as indicators.BarSeries);
    assert.deepEqual(Array.from(await columnOf(expression)), Array.from(expected));
  });
}

Deno.test("every indicator can be imported by name", async () => {
  const names = Object.keys(indicators);
  assert.ok(names.length >= 40);
  const column = await columnOf(
    `Float64Array.from(bars.close, () => [${names}].every((one) => typeof one === "function"))`,
  );
  assert.ok(column.every((value) => value === 1));
});

for (const hidden of ["own", "./mod.ts", "./ema.ts", "../models/mod.ts"]) {
  Deno.test(`a file cannot import ${hidden}`, async () => {
    const realm = new StrategyRealm("one", { loadMs: 10_000, turnMs: 10_000 });
    const source = `import { ema } from "mt5-bridge"; import "${hidden}"; export default { ema };`;
    const reply = await realm.load({ name: "one", source, parameters: {} });
    assert.match(JSON.stringify(reply), /only \\"mt5-bridge\\" can be imported/);
  });
}
