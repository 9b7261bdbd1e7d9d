/** The realm of a trader's file: it computes what the bridge's own code computes. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import insideBar from "../../docs/examples/inside_bar.ts";
import { StrategyRealm } from "../../actors/strategy/realm/strategy_realm.ts";
import { symbolName } from "../../src/models/mod.ts";
import type { ColumnStrategy } from "../../src/strategy/contract/column_strategy.ts";
import { DecisionSide } from "../../src/strategy/decisions/decision_side.ts";
import { configureStrategy } from "../../src/strategy/runner/configure_strategy.ts";
import { builtInColumns } from "../../src/strategy/strategies/registry.ts";
import { runOverBars } from "../../src/strategy/runner/run_turn.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import { barsOfPoints, randomWalk, windowOf } from "./series.ts";

/** The example of the documents, as a file beside the program. */
const example = readFileSync(new URL("../../docs/examples/inside_bar.ts", import.meta.url), "utf8");

const limits = { loadMs: 10_000, turnMs: 10_000 };

function randomBars(count: number) {
  return barsOfPoints(randomWalk(seededRandom(7), count));
}

async function loaded(source: string, parameters = {}): Promise<StrategyRealm> {
  const realm = new StrategyRealm("inside_bar", limits);
  const adoption = await realm.load({ name: "inside_bar", source, parameters });
  assert.ok(adoption !== null && "barsNeeded" in adoption, JSON.stringify(adoption));
  return realm;
}

Deno.test("a file in its realm gives the same signals as the same code in the bridge", async () => {
  const window = windowOf(randomBars(2_000));
  const parameters = { rewardRatio: 3 };
  const choice = { name: "inside_bar", parameters };
  const configured = configureStrategy([insideBar], choice);
  assert.ok(configured.ok);
  const expected = runOverBars(configured.value, window, 1_990);
  assert.ok(expected.findings.length > 10);
  const realm = await loaded(example, parameters);
  realm.keepBars("one", window);
  assert.deepEqual(JSON.parse(realm.barsTurn("one", 1_990)!), expected);
});

/** A built-in strategy as a trader would copy it. */
function asFile(name: string): string {
  const url = new URL(`../../src/strategy/strategies/${name}.ts`, import.meta.url);
  return readFileSync(url, "utf8")
    .replace(/from "\.\.[^"]+"/g, 'from "mt5-bridge"')
    .replace(/export const \w+ =/, "export default");
}

for (const { name = "" } of builtInColumns) {
  Deno.test(`${name} as a file of the trader's decides what the built-in one does`, async () => {
    const bars = randomBars(2_000);
    const series = [{ ...windowOf(bars), name: "bars" }];
    const configured = configureStrategy(builtInColumns, { name, parameters: {} });
    assert.ok(configured.ok);
    const { strategy, parameters, barsNeeded } = configured.value;
    const own = new DecisionSide(strategy, parameters);
    own.prepare(series);
    const realm = new StrategyRealm(name, limits);
    const adoption = await realm.load({ name, source: asFile(name), parameters: {} });
    assert.deepEqual(adoption, { barsNeeded, watchesTicks: false, series: {} });
    const decisions = realm.decisions(series)!;
    let entries = 0;
    for (let index = barsNeeded - 1; index < 2_000; index++) {
      const count = own.decide(index);
      assert.equal(decisions.decide(index), count);
      if (count === 0) continue;
      entries++;
      assert.deepEqual(Array.from(decisions.rows), Array.from(own.rows));
      assert.equal(decisions.reason(0), own.reason(0));
    }
    assert.ok(entries > 10, String(entries));
  });
}

const syntax: readonly (readonly [what: string, source: string, problem: RegExp])[] = [
  [
    "a missing brace",
    "export default { oops",
    /^strategies\/mine\.ts, line 1, column 22: Expected/,
  ],
  [
    "a missing comma",
    "const types: number[] = [];\nexport default (a: number b: number) => null;",
    /^strategies\/mine\.ts, line 2, column 27: Expected ','/,
  ],
  [
    "a name that is declared twice",
    "let a = 1;\nlet a = 2;",
    /^strategies\/mine\.ts, line 2, column 5: .*'a'/,
  ],
  [
    "an export that there is not",
    '// sell\nimport { sell } from "mt5-bridge";',
    /^strategies\/mine\.ts, line 2, column 10: .*'sell'/,
  ],
  [
    "another module",
    'import { ema } from "mt5-bridge";\nimport x from "lodash";',
    /^strategies\/mine\.ts, line 2, column 15: it imports "lodash", but only "mt5-bridge" can/,
  ],
];
for (const [what, source, problem] of syntax) {
  Deno.test(`a file with ${what} is refused with file and place`, async () => {
    const adoption = await new StrategyRealm("mine", limits).load({
      name: "mine",
      source,
      parameters: {},
    });
    assert.ok(adoption !== null && "problem" in adoption);
    assert.match(adoption.problem, problem);
  });
}

Deno.test("TypeScript that is more than types is translated", async () => {
  const source = `enum Side { Buy = "buy" }
class Level { constructor(readonly price: number) {} }
export default {
  barsNeeded: () => 1,
  onBars: () => ({ direction: Side.Buy, stopLoss: new Level(1).price, takeProfit: 2, reason: "x" }),
};`;
  const realm = await loaded(source);
  realm.keepBars("one", windowOf(randomBars(2)));
  const { findings } = JSON.parse(realm.barsTurn("one", 1)!);
  assert.deepEqual(findings, [{
    at: 0,
    draft: { direction: "buy", stopLoss: 1, takeProfit: 2, reason: "x" },
  }]);
});

Deno.test("errors name the line of the trader's text, also where a translation moves it", async () => {
  const source = `interface Gone {
  readonly one: number;
}
enum Side { Buy,
  Sell }
export default {
  barsNeeded: () => 1,
  onBars(): null {
    const side: Side = Side.Sell;
    throw new Error(\`no \${side}\`);
  },
};`;
  const realm = await loaded(source);
  realm.keepBars("one", windowOf(randomBars(2)));
  const { findings } = JSON.parse(realm.barsTurn("one", 1)!);
  assert.match(findings[0].error, /line 10, column \d+: Error: no 1$/);
});

Deno.test("a property of a built-in's prototype can be set on an object that inherits it", async () => {
  const source = `class OwnError extends Error {
  constructor() {
    super("own");
    this.name = "OwnError";
  }
}
const text = { toString: () => "" };
text.toString = () => "set";
export default {
  barsNeeded: () => 1,
  onBars() {
    if (String(text) === "set") throw new OwnError();
  },
};`;
  const realm = await loaded(source);
  realm.keepBars("one", windowOf(randomBars(2)));
  const { findings } = JSON.parse(realm.barsTurn("one", 1)!);
  assert.match(findings[0].error, /line 12, column 39: OwnError: own$/);
});

const forged: readonly (readonly [what: string, code: string, error: string])[] = [
  [
    "the place of another file",
    `const e = new Error("gone"); e.stack = "Error\\n    at strategies/other.ts:1:1"; throw e;`,
    "strategies/inside_bar.ts: Error: gone",
  ],
  [
    "the place of another file before its own",
    `const e = new Error("gone"); e.stack = "x\\n    at strategies/other.ts:1:1\\n" + e.stack; throw e;`,
    "strategies/inside_bar.ts, line 3, column 24: Error: gone",
  ],
  [
    "a second line in its name",
    `const e = new Error("gone"); e.stack = ""; e.name = "x\\r\\nERROR strategy other"; throw e;`,
    "strategies/inside_bar.ts: x: gone",
  ],
  [
    "a second line in a text",
    `throw "first\\u2028second";`,
    "strategies/inside_bar.ts: first",
  ],
  [
    "a text that is read from right to left",
    `throw "\\u202eabc\\u001b[31m\\ud800";`,
    "strategies/inside_bar.ts: \uFFFDabc\uFFFD[31m\uFFFD",
  ],
];
for (const [what, code, error] of forged) {
  Deno.test(`an error names no other file and stays one plain line: ${what}`, async () => {
    const realm = await loaded(`export default {
  barsNeeded: () => 1, onBars() {
             ${code}
  },
};`);
    realm.keepBars("one", windowOf(randomBars(2)));
    const { findings } = JSON.parse(realm.barsTurn("one", 1)!);
    assert.equal(findings[0].error, error);
  });
}

const columnFile = `
import { defineStrategy } from "mt5-bridge";
export default defineStrategy({
  series: { trend: { timeframe: "M5" } },
  barsNeeded: () => 20,
  columns: ({ bars, trend }) => ({ points: bars.points("close"), trend: trend.align(trend.close) }),
  onBar(at, { columns, memory, positions }) {
    memory.seen = at.index;
    if (positions.length > 0) return at.trail(0.001);
    const before = columns.points[at.index - 1];
    if (!(columns.points[at.index] > before) || !(columns.trend[at.index] > 0)) return null;
    return at.buy({ stopLoss: at.close - 0.002, label: "up", reason: "Rose" });
  },
});`;

Deno.test("a column strategy in its realm decides as the same code in the bridge", async () => {
  const bars = randomBars(500);
  const facts = { symbol: symbolName("EURUSD"), digits: 5, bars };
  const series = [
    { ...facts, name: "bars", timeframe: "M1" },
    { ...facts, name: "trend", timeframe: "M5" },
  ] as const;
  const realm = new StrategyRealm("columns", limits);
  const reply = await realm.load({ name: "columns", source: columnFile, parameters: {} });
  assert.deepEqual(reply, {
    barsNeeded: 20,
    watchesTicks: false,
    series: { trend: { timeframe: "M5" } },
  });
  const side = realm.decisions(series)!;
  const code = columnFile.replace(/import .*/, "").replace("export default", "return");
  const strategy = new Function("defineStrategy", code)((one: unknown) => one);
  const expected = new DecisionSide(strategy as ColumnStrategy, {});
  expected.prepare(series);
  let actions = 0;
  for (let index = 20; index < 500; index++) {
    for (const one of [side, expected]) {
      one.view[0]!++;
      one.view[1] = index % 7 === 0 ? 1 : 0;
      one.view.set([1, 1, 0.1, bars.close[index - 1]!, NaN, NaN, 0, 0.002], 8);
    }
    const count = side.decide(index);
    actions += count;
    assert.equal(count, expected.decide(index));
    assert.deepEqual(Array.from(side.rows), Array.from(expected.rows));
    if (count > 0) assert.equal(side.reason(0), expected.reason(0));
  }
  assert.ok(actions > 100, String(actions));
  assert.deepEqual(JSON.parse(side.columnNames()), ["points", "trend"]);
  assert.deepEqual(Array.from(side.column("trend")!), Array.from(expected.column("trend")!));
  assert.deepEqual(JSON.parse(side.state()), expected.state());
});

/** A realm with this strategy, and a way to make its decisions. */
async function decisionsOfCode(onBar: string, columns = "() => ({})") {
  const realm = new StrategyRealm("hostile", { loadMs: 1_000, turnMs: 1_000 });
  const source = `export default { barsNeeded: () => 1, columns: ${columns}, onBar: ${onBar} };`;
  const reply = await realm.load({ name: "hostile", source, parameters: {} });
  assert.ok(reply !== null && "barsNeeded" in reply, JSON.stringify(reply));
  const facts = { symbol: symbolName("EURUSD"), timeframe: "M1" as const, digits: 5 };
  return { realm, make: () => realm.decisions([{ ...facts, name: "bars", bars: randomBars(50) }]) };
}

const clocks = [
  ...["Date()", "new Date()", "Date.now()", "new Date().getTime()", "Math.random()"],
  ...["new (Object.getPrototypeOf(Date))()", "Object.getPrototypeOf(Date).now()"],
  ...["new Date(0).constructor.now()", "new (class extends Date {})()"],
  ...["Temporal.Now.instant()", "new Intl.DateTimeFormat().format()", "performance.now()"],
];
for (const clock of clocks) {
  Deno.test(`a strategy gets no clock and no chance from ${clock}`, async () => {
    const { realm, make } = await decisionsOfCode(`() => { ${clock}; return null; }`);
    const decisions = make()!;
    assert.throws(() => decisions.decide(1), (error) => {
      assert.match(realm.describe(error), /TypeError|ReferenceError/);
      return true;
    });
  });
}

Deno.test("dates and texts are the same on every machine", async () => {
  const { make } = await decisionsOfCode(`(at) => {
    const date = new Date(2026, 6, 1, 12);
    const all = [date.getHours(), date.getTime() === Date.UTC(2026, 6, 1, 12),
      date.getTimezoneOffset(), date.toLocaleString(), String(date), (1234.5).toLocaleString(),
      "b".localeCompare("a")];
    return at.buy({ stopLoss: 1, reason: all.join() });
  }`);
  const decisions = make()!;
  assert.equal(decisions.decide(1), 1);
  const noon = "2026-07-01T12:00:00.000Z";
  assert.equal(decisions.reason(0), `12,true,0,${noon},${noon},1234.5,1`);
});

const answers: Readonly<Record<string, string>> = {
  "a list with a flat of its own":
    `() => Object.assign([], { flat: () => ({ length: { valueOf() { throw 1; } } }) })`,
  "a list whose length is an object":
    `() => new Proxy([], { get: (list, name) => name === "length" ? { valueOf: () => 1 } : list[name] })`,
  "targets with a map of their own":
    `(at) => at.buy({ stopLoss: 1, reason: "x", targets: Object.assign([1], { map: () => [] }) })`,
  "a kind that changes": `() => { let reads = 0; return { get action() {
      return reads++ === 0 ? "enter" : "cancel"; }, order: 1, reason: "x" }; }`,
};
for (const [what, onBar] of Object.entries(answers)) {
  Deno.test(`nothing but a number leaves a realm for ${what}`, async () => {
    const { make } = await decisionsOfCode(onBar);
    const decisions = make()!;
    let count: unknown = 0;
    try {
      count = decisions.decide(1);
    } catch {
      return; // refused inside of the realm
    }
    assert.equal(typeof count, "number");
    assert.ok(Array.from(decisions.rows).every((value) => typeof value === "number"));
    assert.equal(count, 0);
  });
}

Deno.test("an error whose code never comes back ends with the time limit", async () => {
  const { make } = await decisionsOfCode(
    "() => null",
    "() => { throw { get code() { for (;;); }, get message() { for (;;); } }; }",
  );
  assert.throws(() => make());
});
