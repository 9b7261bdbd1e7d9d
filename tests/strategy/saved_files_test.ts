/** Files that are saved while the bridge runs. */

import assert from "node:assert/strict";
import { join } from "node:path";
import type { StrategyConfig } from "../../actors/strategy/protocol.ts";
import type { StrategyRecord } from "../../src/strategy/chosen/strategy_set.ts";
import { eventually } from "../support/eventually.ts";
import { inTempFolder } from "../support/temp_folder.ts";
import { barsOfPoints } from "./series.ts";
import { btcusd, StrategyWorld } from "./strategy_world.ts";

/** Buys on each bar; its reason tells its version, and how many bars it remembers. */
function version(name: string): string {
  return `export default {
    barsNeeded: () => 3,
    columns: ({ bars }) => ({ close: bars.close }),
    onBar(at, { memory }) {
      memory.count = (memory.count ?? 0) + 1;
      return at.buy({ stopLoss: at.close - 0.001, reason: "${name} " + memory.count });
    },
  };`;
}

const bars = barsOfPoints(Array.from({ length: 40 }, (_, index) => 110_000 + index));

interface Stage {
  readonly world: StrategyWorld;
  readonly save: (text: string) => Promise<void>;
  readonly decideOn: (last: number) => Promise<void>;
  readonly record: () => Partial<StrategyRecord>;
  readonly reasons: () => readonly string[];
}

/** A bridge with one file, `own.ts`, whose first version is "one". */
async function withFile(
  config: Partial<StrategyConfig>,
  use: (stage: Stage) => Promise<void>,
): Promise<void> {
  await inTempFolder(async (folder) => {
    const path = join(folder, "own.ts");
    await Deno.writeTextFile(path, version("one"));
    const world = new StrategyWorld({
      tradingMode: "paper",
      wanted: [{ symbol: btcusd, assetClass: "forex", timeframe: "M1" }],
      strategies: [{ name: "own", parameters: {}, source: version("one") }],
      folder,
      ...config,
    });
    const record = () =>
      (world.actor.onAsk.strategies({}) as Record<string, StrategyRecord>)["own"]!;
    try {
      await use({
        world,
        record,
        // As many editors do it.
        save: async (text) => {
          await Deno.writeTextFile(`${path}.tmp`, text);
          await Deno.rename(`${path}.tmp`, path);
        },
        decideOn: async (last) => {
          await world.tellBar(bars, last, btcusd);
          await world.actor.onAsk.analyze({ assetClass: "forex" });
        },
        reasons: () => [...world.store.signals.values()].map(({ reason }) => reason),
      });
    } finally {
      await world.actor.stop?.();
    }
  });
}

const logged = (world: StrategyWorld, code: string) =>
  eventually(() => world.logged(code).length > 0 && world.logged(code), { what: code });

Deno.test("a saved file runs from the next bar on, with its memory and its counts", () =>
  withFile({}, async ({ world, save, decideOn, reasons, record }) => {
    for (const bar of [10, 11]) await decideOn(bar);
    await save(version("two"));
    await logged(world, "strategy_file_taken_up");
    for (const bar of [12, 13]) await decideOn(bar);
    assert.deepEqual(reasons(), ["one 1", "one 2", "two 3", "two 4"]);
    const { state, buys, newerFile } = record();
    assert.deepEqual([state, buys, newerFile], ["enabled", 4, null]);
    assert.equal(world.carried.filter(({ isRepeated }) => !isRepeated).length, 4);
  }));

Deno.test("a file that cannot run leaves the one before it running, and is told until it is mended", () =>
  withFile({}, async ({ world, save, decideOn, reasons, record }) => {
    await decideOn(10);
    await save("export default { oops");
    const [told] = await logged(world, "strategy_file_not_taken_up");
    assert.match(String(told!.fields["problem"]), /^strategies\/own\.ts, line 1, column 22/);
    await decideOn(11);
    assert.deepEqual(reasons(), ["one 1", "one 2"]);
    const { state, problem, newerFile, newerFileProblem } = record();
    assert.deepEqual([state, problem, newerFile], ["enabled", null, "cannot_run"]);
    assert.match(newerFileProblem ?? "", /line 1, column 22/);
    assert.deepEqual(world.logged("strategy_refused"), []);
    await save(version("three"));
    await logged(world, "strategy_file_taken_up");
    await decideOn(12);
    assert.deepEqual([reasons().at(-1), record().newerFile], ["three 3", null]);
  }));

Deno.test("in live mode a saved file waits until it is asked for", () =>
  withFile({ tradingMode: "live" }, async ({ world, save, decideOn, reasons, record }) => {
    const takeUp = () => world.actor.onAsk.take_up_file({ strategy: "own" });
    await decideOn(10);
    assert.deepEqual(await takeUp(), { ok: false, error: { code: "nothing_newer" } });
    await save(version("two"));
    await logged(world, "strategy_file_waits");
    await decideOn(11);
    assert.deepEqual([reasons().at(-1), record().newerFile], ["one 2", "waits"]);
    assert.deepEqual(await takeUp(), { ok: true, value: null });
    await decideOn(12);
    assert.deepEqual([reasons().at(-1), record().newerFile], ["two 3", null]);
    const unknown = await world.actor.onAsk.take_up_file({ strategy: "breakout" });
    assert.deepEqual(unknown, { ok: false, error: { code: "not_a_file" } });
  }));

Deno.test("what is saved again as it was needs nothing", () =>
  withFile({ tradingMode: "live" }, async ({ world, save, record }) => {
    await save(version("two"));
    await logged(world, "strategy_file_waits");
    await save(version("one"));
    await eventually(() => record().newerFile === null, { what: "the same text again" });
  }));

Deno.test("a strategy that was disabled manually stays so with its new file", () =>
  withFile({}, async ({ world, save, record }) => {
    world.actor.onAsk.switch_strategy({ strategy: "own", isEnabled: false });
    await save(version("two"));
    await logged(world, "strategy_file_taken_up");
    assert.equal(record().state, "disabled");
    world.actor.onAsk.switch_strategy({ strategy: "own", isEnabled: true });
    assert.notEqual(record().state, "disabled");
  }));

Deno.test("a file that was refused at the start runs once it is mended", () =>
  withFile(
    { strategies: [{ name: "own", parameters: {}, problem: "cannot be read" }] },
    async ({ world, decideOn, reasons, record }) => {
      // What is in the folder differs from what the bridge was started with.
      await logged(world, "strategy_file_taken_up");
      await decideOn(10);
      assert.deepEqual([reasons(), record().state], [["one 1"], "enabled"]);
    },
  ));
