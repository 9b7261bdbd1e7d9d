/** Which runner works on which series. */

import assert from "node:assert/strict";
import { RunnerPool } from "../../actors/strategy/runner/runner_pool.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import type { RunnerCommand } from "../../src/strategy/runner/runner_messages.ts";
import type { RunnerEvents } from "../../actors/strategy/runner/spawn_runner.ts";
import { barsOfPoints, windowOf } from "./series.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

Deno.test("each runner gets its share before the next one starts, and series stay with theirs", () => {
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
    processors: null,
    isSlow: () => false,
    onTurnTime: () => {},
    onLoadBroke: () => {},
    onSharedBroke: () => {},
    onFailed: () => {},
    isEnabled: () => true,
    tickStrategies: () => [],
    onTickTurnEnd: () => {},
  });
  const series = Array.from({ length: 100 }, (_, index) => `series ${index}`);
  const runners = series.map((id) => pool.runnerOf(id));
  const sharesOf = [0, 31, 32, 63, 64, 95, 96, 97, 98, 99].map((at) => runners[at]);
  assert.deepEqual(sharesOf, [0, 0, 1, 1, 2, 2, 0, 1, 2, 0]);
  assert.deepEqual(series.toReversed().map((id) => pool.runnerOf(id)), runners.toReversed());
  assert.deepEqual(pool.status.map((runner) => runner.series), [34, 33, 33]);
});

Deno.test("when a shared process fails, no file is blamed, and each finishes its work in its own process", async () => {
  const processes: { readonly events: RunnerEvents; readonly commands: RunnerCommand[] }[] = [];
  const shared: string[] = [];
  const ended: string[] = [];
  const clock = new SimulatedClock();
  const names = ["a", "b", "c"];
  const pool = new RunnerPool({
    ...{ runners: 1, turnTimeoutMs: 1_000, loadTimeoutMs: 10_000, clock, isOfFiles: true },
    choices: names.map((name) => ({ name, parameters: {}, source: "" })),
    random: seededRandom(1),
    spawn: (events) => {
      const commands: RunnerCommand[] = [];
      processes.push({ events, commands });
      return {
        post: (command) => void commands.push(command),
        terminate: () => {},
        ended: Promise.resolve(),
      };
    },
    mayRun: () => true,
    onReady: () => {},
    processors: null,
    isSlow: () => false,
    onTurnTime: () => {},
    onLoadBroke: (strategy, error) => shared.push(`${strategy} is blamed: ${error}`),
    onSharedBroke: (error) => shared.push(error),
    onFailed: () => {},
    isEnabled: () => true,
    tickStrategies: () => [],
    onTickTurnEnd: () => {},
  });
  const ready = (at: number) =>
    processes[at]!.events.onMessage({ type: "ready", strategies: [], refused: [] });
  const finishTurn = (at: number) => {
    const turn = processes[at]!.commands.at(-1);
    assert.equal(turn?.type, "turn");
    if (turn?.type !== "turn") return;
    const report = { type: "turn_done", turn: turn.turn, first: 0, runs: 1, findings: [] };
    processes[at]!.events.onMessage(report);
  };
  const window = windowOf(barsOfPoints([110_000, 110_001]));
  const done = pool.analyse(
    { seriesId: "one", window, fresh: 1, strategies: names },
    (strategy, { kind }) => ended.push(`${strategy} ${kind}`),
  );
  ready(0);
  finishTurn(0);
  processes[0]!.events.onLost("took too much"); // in the turn of b
  assert.deepEqual([shared, ended], [["took too much"], ["a done"]]);
  assert.deepEqual(
    processes.slice(1).map(({ commands }) =>
      commands.flatMap((one) =>
        one.type === "configure" ? one.strategies.map(({ name }) => name) : []
      )
    ),
    [["a"], ["b"], ["c"]],
  );
  for (const at of [1, 2, 3]) ready(at);
  processes[2]!.events.onLost("took too much");
  finishTurn(3);
  await done;
  assert.deepEqual(ended, ["a done", "b broke", "c done"]);
  assert.deepEqual(shared, ["took too much"]);
  await pool.stop();
  assert.equal(clock.pendingTimers, 0);
});
