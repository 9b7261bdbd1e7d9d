/** When a thread's garbage is collected, and that the program is started so that it can be. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { ownCollection, startGarbageRounds } from "../../src/runtime/garbage_rounds.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

function rounds(isBusy: () => boolean) {
  const clock = new SimulatedClock();
  const collectedMs: number[] = [];
  const collect = () => collectedMs.push(clock.steadyMs());
  startGarbageRounds({ clock, random: () => 1, isBusy, collect });
  return { clock, collectedMs };
}

Deno.test("garbage is collected every five minutes", async () => {
  const { clock, collectedMs } = rounds(() => false);
  await clock.advance(900_000);
  assert.deepEqual(collectedMs, [300_000, 600_000, 900_000]);
});

Deno.test("a busy thread is collected when it has a moment, or after a minute", async () => {
  let isBusy = true;
  const { clock, collectedMs } = rounds(() => isBusy);
  await clock.advance(302_500);
  assert.deepEqual(collectedMs, []);
  isBusy = false;
  await clock.advance(500);
  assert.deepEqual(collectedMs, [303_000]);
  isBusy = true;
  await clock.advance(360_000);
  assert.deepEqual(collectedMs, [303_000, 663_000]);
});

Deno.test("without the runtime's collection nothing is done", async () => {
  const clock = new SimulatedClock();
  startGarbageRounds({ clock, random: () => 0, isBusy: () => false, collect: undefined });
  await clock.advance(900_000);
  assert.equal(clock.pendingTimers, 0);
  assert.equal(ownCollection(), undefined, "tests run without it");
});

Deno.test("every way to start the program has the runtime's collection", () => {
  const starts = ["deno.json", "src/cli/watchdog/bridge_child.ts", "tools/compile_plan.ts"];
  for (const path of starts) {
    const text = readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
    const flags = [...text.matchAll(/--max-semi-space-size=1,[^\s"]*/g)].map(([found]) => found);
    assert.ok(flags.length > 0, path);
    for (const given of flags) assert.match(given, /--expose-gc/, path);
  }
});
