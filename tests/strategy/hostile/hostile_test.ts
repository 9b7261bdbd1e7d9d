/**
 * Hostile strategy files, each with its attack in its first line: which file is blamed, and that
 * the other strategies still signal on every bar. They are stored as text (`.ts.txt`), because
 * neither the type checker nor the formatter should read them.
 */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import type { StrategyConfig } from "../../../actors/strategy/protocol.ts";
import type { StrategyChoice } from "../../../src/strategy/runner/runner_messages.ts";
import type { StrategyRecord } from "../../../src/strategy/chosen/strategy_set.ts";
import { eventually } from "../../support/eventually.ts";
import { barsOfPoints, firstBarMs } from "../series.ts";
import { StrategyWorld } from "../strategy_world.ts";

const folder = new URL("./", import.meta.url);
const suffix = ".ts.txt";

function file(name: string): StrategyChoice {
  const source = readFileSync(new URL(`${name}${suffix}`, folder), "utf8");
  return { name, parameters: {}, source };
}

/** Refused when they are loaded, and why. */
const refused: Readonly<Record<string, RegExp>> = {
  imports_node: /imports "node:process", but only "mt5-bridge" can be imported/,
  imports_npm: /imports "npm:left-pad@1.3.0", but only/,
  imports_file: /imports "file:\/\/\/etc\/hostname", but only/,
  imports_data: /imports "data:text\/javascript,Deno.exit\(9\)", but only/,
  loops_at_load: /takes longer than \d+ s to load/,
  awaits_for_ever: /waits for something that never happens/,
  loops_in_promises_at_load: /takes longer than \d+ s to load/,
  rejects_at_load: /rejects_at_load\.ts, line 2, column 21: Error: nobody handles this/,
  throws_at_load: /threw something unreadable/,
  loops_in_bars_needed: /takes longer than \d+ s to load/,
  asks_for_all_bars: /asks for 1000000000000000 bars \(limit 10000\)/,
  loops_in_proxy: /takes longer than \d+ s to load/,
  evaluates_text: /line 2, column 15: EvalError/,
  evaluates_with_eval: /EvalError/,
  allocates_wasm: /WebAssembly is not defined/,
  waits_on_shared_memory: /Atomics is not defined|SharedArrayBuffer is not defined/,
  sets_a_timer: /setTimeout is not defined/,
  asks_for_a_finalizer: /FinalizationRegistry is not defined/,
  patches_prototypes: /line 2, column 20: TypeError: Cannot assign to read only property 'at'/,
  patches_stack_traces: /TypeError: Cannot add property prepareStackTrace/,
  patches_the_library: /TypeError/,
  exports_nothing: /its default export is not a strategy/,
  names_a_series_at_length: /the series a text of 3000000 characters has a name of 3000000 char/,
  names_no_timeframe: /the series trend has the text "H5" as its timeframe; it must be one of M1,/,
  has_parameters_in_a_map: /parameters is an object of another kind; it must be a table such as/,
  has_parameters_in_a_prototype: /parameters is an object of another kind; it must be a table/,
  names_a_parameter_proto: /the parameter __proto__ has a name that JavaScript uses itself$/,
  blames_another:
    /^blames_another: its parameters contradict each other: strategies\/good\.ts, line 1/,
  has_many_parameters: /^has_many_parameters: its strategy has 20000 parameters \(limit 64\)$/,
};

/** They run, and each analysis fails. */
const failing: Readonly<Record<string, RegExp>> = {
  returns_a_huge_reason: /returned a text of 500000000 characters \(limit 1000\)/,
  throws_a_huge_error:
    /^strategies\/throws_a_huge_error\.ts: Error: a text of 500000000 characters$/,
  returns_getters: /line 7, column 15: Error: read me not/,
  overflows_in_a_getter: /RangeError: Maximum call stack size exceeded/,
  returns_a_proxy: /Stop loss is/,
  converts_itself: /^Direction must be buy or sell, not undefined$/,
  returns_a_promise: /returned a promise/,
  returns_a_thenable: /^Direction must be buy or sell/,
  returns_a_generator: /^Direction must be buy or sell/,
};

/** They run, and their signals say what they achieved. */
const contained: Readonly<Record<string, string | null>> = {
  escapes: "Nothing reached",
  imports_later: "Every import was refused",
  patches_json: "[false]",
  prints: "Printed",
  writes_to_its_window: null,
};

/** They end their process, or have to be ended with it; which of them by the limit of time. */
const killers: Readonly<Record<string, { readonly error: RegExp; readonly isTimed: boolean }>> = {
  loops: { error: /took longer than \d+ s/, isTimed: true },
  loops_in_promises: { error: /took longer than \d+ s/, isTimed: true },
  loops_in_a_getter: { error: /took longer than \d+ s/, isTimed: true },
  loops_in_an_error: { error: /took longer than \d+ s/, isTimed: true },
  loops_in_a_pattern: { error: /took longer than \d+ s/, isTimed: true },
  leaks_objects: { error: /took more than \d+ MB of memory/, isTimed: false },
  leaks_buffers: { error: /took more than \d+ MB of memory/, isTimed: false },
  leaks_each_turn: { error: /took more than \d+ MB of memory/, isTimed: false },
  leaks_at_load: { error: /took more than \d+ MB of memory/, isTimed: false },
  rejects_later: { error: /line 5, column 25: Error: nobody handles this/, isTimed: false },
};

const bars = barsOfPoints(Array.from({ length: 200 }, (_, index) => 110_000 + index));

/** Beside the files: a good file, and a built-in strategy. */
const innocent: readonly StrategyChoice[] = [{ name: "buys", parameters: {} }, file("good")];

async function withFiles(
  names: readonly string[],
  options: Partial<StrategyConfig>,
  scenario: (world: StrategyWorld) => Promise<void>,
): Promise<void> {
  const strategies = [...innocent, ...names.map(file)];
  const world = new StrategyWorld({ strategies, ...options });
  try {
    await scenario(world);
  } finally {
    await world.actor.stop?.();
  }
}

let measuredMs = 0;

/**
 * A limit that the innocent keep easily, because it holds for them as well: many times what they
 * take on this machine, beside whatever else runs on it.
 */
async function turnLimitMs(): Promise<number> {
  await withFiles([], { filesPerProcess: 1, analysisTimeoutMs: 60_000 }, async (world) => {
    for (const bar of [10, 11, 12]) {
      const startMs = performance.now();
      await world.tellBar(bars, bar);
      await world.analyze();
      // The first one also starts the processes.
      if (bar > 10) measuredMs = Math.max(measuredMs, performance.now() - startMs);
    }
    assertInnocentSignalled(world, [10, 11, 12]);
  });

  return 1_000 * Math.max(1, Math.ceil(measuredMs / 50));
}

function recordsOf(world: StrategyWorld) {
  return world.actor.status().detail["strategies"] as unknown as Record<string, StrategyRecord>;
}

/** The names of strategies in the log's warnings and errors. */
function named(world: StrategyWorld): string[] {
  const lines = world.log.filter(({ level, fields }) =>
    (level === "warning" || level === "error") && fields.strategy !== undefined
  );
  return [...new Set(lines.map(({ fields }) => String(fields.strategy)))].sort();
}

function assertInnocentSignalled(world: StrategyWorld, expected: readonly number[]): void {
  const { buys, good } = world.signalBars(firstBarMs);
  assert.deepEqual([buys, good], [expected, expected]);
}

Deno.test("every hostile file has its outcome here", () => {
  const files = readdirSync(folder).filter((name) => name.endsWith(suffix))
    .map((name) => name.slice(0, -suffix.length));
  const known = [refused, failing, contained, killers].flatMap((table) => Object.keys(table));
  assert.deepEqual(files.sort(), [...known, "good"].sort());
});

Deno.test("files that are hostile when they are loaded are refused by name, in one process with a good one", async () => {
  const names = Object.keys(refused);
  const options = { filesPerProcess: 64, analysisTimeoutMs: 10_000, loadTimeoutMs: 1_000 };
  await withFiles(names, options, async (world) => {
    for (const bar of [10, 11]) {
      await world.tellBar(bars, bar);
      await world.analyze();
    }
    assertInnocentSignalled(world, [10, 11]);
    const records = recordsOf(world);
    for (const [name, problem] of Object.entries(refused)) {
      assert.equal(records[name]?.state, "refused", name);
      assert.match(records[name]?.problem ?? "", problem, name);
    }
    assert.deepEqual(named(world), names.toSorted());
    assert.equal(world.actor.status().health, "degraded");
  });
});

Deno.test("files that answer with something hostile fail by name, in one process with a good one", async () => {
  const names = Object.keys(failing);
  const options = { filesPerProcess: 64, analysisTimeoutMs: 10_000 };
  await withFiles(names, options, async (world) => {
    const told = [10, 11, 12, 13, 14];
    for (const bar of told) {
      await world.tellBar(bars, bar);
      await world.analyze();
    }
    assertInnocentSignalled(world, told);
    for (const [name, failure] of Object.entries(failing)) {
      const { state, lastFailure, failures } = recordsOf(world)[name]!;
      assert.match(lastFailure ?? "", failure, name);
      assert.deepEqual([state, failures], ["disabled", 5], name);
    }
    assert.deepEqual(named(world), names.toSorted());
  });
});

Deno.test("files that try to escape from their realm fail, and reach no other file", async () => {
  const names = Object.keys(contained);
  const options = { filesPerProcess: 64, analysisTimeoutMs: 10_000 };
  await withFiles(names, options, async (world) => {
    for (const bar of [10, 11]) {
      await world.tellBar(bars, bar);
      await world.analyze();
    }
    assertInnocentSignalled(world, [10, 11]);
    for (const [name, reason] of Object.entries(contained)) {
      const signals = [...world.store.signals.values()].filter((one) => one.strategy === name);
      assert.deepEqual(
        signals.map((signal) => signal.reason),
        reason === null ? [] : [reason, reason],
        `${name}: ${recordsOf(world)[name]?.lastFailure}`,
      );
    }
    assert.deepEqual(named(world), []);
  });
});

for (const [name, { error, isTimed }] of Object.entries(killers)) {
  Deno.test(`a file that ends its process is named, restarted, and disabled the third time: ${name}`, async () => {
    const analysisTimeoutMs = isTimed ? await turnLimitMs() : 60_000;
    const options = { filesPerProcess: 1, analysisTimeoutMs };
    await withFiles([name], options, async (world) => {
      const told: number[] = [];
      for (let bar = 10; recordsOf(world)[name]?.state !== "disabled"; bar++) {
        told.push(bar);
        await world.tellBar(bars, bar);
        await world.analyze();
      }
      await world.tellBar(bars, told.at(-1)! + 1);
      await world.analyze();
      assertInnocentSignalled(world, [...told, told.at(-1)! + 1]);
      const { lastFailure, problem, failures } = recordsOf(world)[name]!;
      assert.match(lastFailure ?? "", error);
      assert.match(problem ?? "", /^hung or crashed 3 times in an hour$/);
      assert.equal(failures, 3);
      assert.deepEqual(named(world), [name]);
      const { health, reason } = world.actor.status();
      assert.equal(health, "degraded");
      assert.match(reason ?? "", new RegExp(`strategy ${name} is disabled`));
    });
  });
}

Deno.test("a file nested so deeply that the parser fails ends only its own process", async () => {
  const deep = { name: "deep", parameters: {}, source: "(".repeat(200_000) };
  const world = new StrategyWorld({ strategies: [...innocent, deep] });
  try {
    await world.tellBar(bars, 10);
    await world.analyze();
    assertInnocentSignalled(world, [10]);
    const { state, lastFailure } = recordsOf(world)["deep"]!;
    assert.deepEqual([state, lastFailure], ["disabled", "is nested too deeply to be read"]);
  } finally {
    await world.actor.stop?.();
  }
});

Deno.test("other strategies do not queue behind a file that hangs", async () => {
  const options = { filesPerProcess: 1, analysisTimeoutMs: 60_000 };
  await withFiles(["loops"], options, async (world) => {
    const count = (strategy: string) => world.signalBars(firstBarMs)[strategy]?.length ?? 0;
    for (const bar of [10, 11, 12]) {
      await world.tellBar(bars, bar);
      await eventually(() => count("buys") === bar - 9 && count("good") === bar - 9);
    }
    assert.equal(recordsOf(world)["loops"]?.failures, 0, "it still hangs in its first turn");
  });
});

Deno.test("two files that share a process are distinguished: the one that hangs is disabled, the other continues", async () => {
  const options = { filesPerProcess: 2, analysisTimeoutMs: await turnLimitMs() };
  await withFiles(["loops"], options, async (world) => {
    for (const bar of [10, 11, 12, 13]) {
      await world.tellBar(bars, bar);
      await world.analyze();
    }
    assertInnocentSignalled(world, [10, 11, 12, 13]);
    assert.equal(recordsOf(world)["loops"]?.state, "disabled");
    assert.deepEqual(named(world), ["loops"]);
  });
});

Deno.test("the file that uses up a shared process's memory is named, not the one that then needs some more", async () => {
  const holds = `const kept: Uint8Array[] = [];
export default { barsNeeded: () => 1, onBars() {
  for (let count = 0; count < 22; count++) kept.push(new Uint8Array(10_000_000).fill(1));
  return null;
} };`;
  const asks = `export default { barsNeeded: () => 1, onBars({ bars }: any) {
  const [close, count] = [bars.close.at(-1)!, new Float64Array(9_000_000).fill(1).length];
  return { direction: "buy", stopLoss: close * 0.99, takeProfit: close * 1.02, reason: "Of " + count };
} };`;
  const strategies = [["holds", holds], ["asks", asks]].map(([name, source]) => (
    { name: name!, parameters: {}, source: source! }
  ));
  const world = new StrategyWorld({
    ...{ strategies, filesPerProcess: 2 },
    ...{ analysisTimeoutMs: 60_000, loadTimeoutMs: 60_000 },
  });
  try {
    const told = [];
    for (let bar = 10; recordsOf(world)["holds"]?.state !== "disabled"; bar++) {
      told.push(bar);
      await world.tellBar(bars, bar);
      await world.analyze();
    }
    assert.deepEqual(world.signalBars(firstBarMs), { asks: told });
    assert.deepEqual(named(world), ["holds"]);
    assert.equal(recordsOf(world)["asks"]?.failures, 0);
    assert.deepEqual(world.logged("strategy_files_separated").map(({ fields }) => fields.files), [
      "strategies/holds.ts, strategies/asks.ts",
    ]);
  } finally {
    await world.actor.stop?.();
  }
});

Deno.test("a file whose process cannot be started is refused, and other strategies do not queue behind it", async () => {
  const ownProgram = { path: "/there/is/no/such/program", args: [] };
  await withFiles([], { ownProgram }, async (world) => {
    await world.tellBar(bars, 10);
    await world.analyze();
    assert.deepEqual(world.signalBars(firstBarMs), { buys: [10] });
    const { state, problem } = recordsOf(world)["good"]!;
    assert.equal(state, "refused");
    assert.match(problem ?? "", /^has no process to run in: it cannot be started: /);
  });
});

Deno.test("a disabled file runs again when it is enabled manually", async () => {
  const options = { filesPerProcess: 2, analysisTimeoutMs: 10_000 };
  await withFiles(["returns_a_promise"], options, async (world) => {
    const switchTo = (isEnabled: boolean) =>
      world.actor.onAsk.switch_strategy({ strategy: "good", isEnabled });
    await world.tellBar(bars, 10);
    await world.analyze();
    assert.equal(await switchTo(false), true);
    await world.tellBar(bars, 11);
    await world.analyze();
    assert.equal(await switchTo(true), true);
    await world.tellBar(bars, 12);
    await world.analyze();
    assert.deepEqual(world.signalBars(firstBarMs)["good"], [10, 12]);
    assert.deepEqual(named(world), ["returns_a_promise"]);
  });
});
