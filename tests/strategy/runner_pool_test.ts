/** Which runner works on which series. */

import assert from "node:assert/strict";
import { RunnerPool } from "../../actors/strategy/runner_pool.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

Deno.test("series are spread evenly over the runners, and each stays with its own", () => {
  const pool = new RunnerPool({
    runners: 3,
    choices: [],
    turnTimeoutMs: 1_000,
    loadTimeoutMs: 10_000,
    clock: new SimulatedClock(0),
    random: seededRandom(1),
    spawn: () => {
      throw new Error("No runner starts before its first work comes");
    },
    isOfFiles: false,
    mayRun: () => true,
    onReady: () => {},
    onLoadBroke: () => {},
    onFailed: () => {},
    isEnabled: () => true,
    tickStrategies: () => [],
    onTickTurnEnd: () => {},
  });
  const series = Array.from({ length: 7 }, (_, index) => `series ${index}`);
  const runners = series.map((id) => pool.runnerOf(id));
  assert.deepEqual(runners, [0, 1, 2, 0, 1, 2, 0]);
  assert.deepEqual(series.toReversed().map((id) => pool.runnerOf(id)), runners.toReversed());
  assert.deepEqual(pool.status.map((runner) => runner.series), [3, 2, 2]);
});
