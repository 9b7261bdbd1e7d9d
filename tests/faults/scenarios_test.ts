/**
 * Seeded scenarios and the invariants that must hold after each; `deno task faults` runs many more.
 */

import assert from "node:assert/strict";
import { runSeed, ScenarioFolder } from "./seed_run.ts";
import type { ScenarioResult } from "./scenario.ts";

const seeds = 120;
const perTest = 30;
/** Number of scenarios whose content is checked. */
const seedsLookedAt = 120;

interface PrintedResult extends ScenarioResult {
  readonly lines: readonly string[];
}

const results = new Map<number, PrintedResult>();

/** The scenario of a seed, run once for all tests. */
async function resultOf(scenarios: ScenarioFolder, seed: number): Promise<PrintedResult> {
  const lines: string[] = [];
  const known = results.get(seed);
  if (known !== undefined) return known;
  const tell = seed <= seedsLookedAt ? (line: string) => lines.push(line) : null;
  const scenario = { ...await runSeed(scenarios, seed, { tell }), lines };
  results.set(seed, scenario);
  return scenario;
}

for (let from = 1; from <= seeds; from += perTest) {
  Deno.test(`faults: scenarios of the seeds ${from} to ${from + perTest - 1} satisfy every invariant`, async () => {
    using scenarios = new ScenarioFolder();
    for (let seed = from; seed < from + perTest; seed++) {
      const { breaches } = await resultOf(scenarios, seed);
      assert.deepEqual(breaches, [], `deno task faults --seed ${seed}`);
    }
  });
}

Deno.test("faults: a seed gives the same scenario each time, printed or not", async () => {
  using scenarios = new ScenarioFolder();
  for (const seed of [3, 8]) {
    const [first, second]: [string[], string[]] = [[], []];
    const one = await runSeed(scenarios, seed, { tell: (line) => first.push(line) });
    const other = await runSeed(scenarios, seed, { tell: (line) => second.push(line) });
    const quiet = await runSeed(scenarios, seed);
    const withoutFolder = (lines: string[]) =>
      lines.map((line) => line.replaceAll(/"path":"[^"]*"/g, ""));
    assert.deepEqual(withoutFolder(first), withoutFolder(second));
    assert.deepEqual([one, quiet], [other, other]);
    assert.ok(first.length > 20);
  }
});

Deno.test("faults: scenarios contain every kind of event that they are meant to test", async () => {
  using scenarios = new ScenarioFolder();
  const lines: string[] = [];
  const sums = { sends: 0, deals: 0, halts: 0, lives: 0 };
  for (let seed = 1; seed <= seedsLookedAt; seed++) {
    const { counts, lines: told } = await resultOf(scenarios, seed);
    lines.push(...told);
    for (const name of ["sends", "deals", "halts", "lives"] as const) sums[name] += counts[name];
  }
  const text = lines.join("\n");
  const wanted = [
    ...["the bridge is killed", "the terminal is closed", "the connection breaks", "manually"],
    ...["actor trade crashes", "actor risk crashes", "actor mt5 crashes", "actor database crashes"],
    ...["the store fails", "halt by command (flatten)", "halt by command (block)", "resume"],
    ...["close all", "close_by", "modify_order", "cancel_order", "modify_position", "lose_answer"],
    ...["deposit", "withdrawal", "daily_loss", "requote", "isConnected off"],
    ...["the computer's clock is set by", "the terminal's computer is"],
  ];
  assert.deepEqual(wanted.filter((one) => !text.includes(one)), []);
  assert.ok(
    sums.sends > 150 && sums.deals > 150 && sums.halts > 6 && sums.lives > 40,
    JSON.stringify(sums),
  );
});
