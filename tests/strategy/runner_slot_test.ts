/**
 * A runner's slot on a simulated clock: starting, timeouts, replacement, giving up. The test plays
 * the worker.
 */

import assert from "node:assert/strict";
import { seededRandom } from "../../src/runtime/random.ts";
import type {
  RunnerCommand,
  RunnerReport,
  StrategyChoice,
} from "../../src/strategy/runner/runner_messages.ts";
import type { TurnEnd } from "../../src/strategy/runner/turn_queue.ts";
import { ProcessorQueue } from "../../src/strategy/runner/processor_queue.ts";
import { RunnerSlot } from "../../actors/strategy/runner/runner_slot.ts";
import type { RunnerEvents } from "../../actors/strategy/runner/spawn_runner.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { barsOfPoints, windowOf } from "./series.ts";

class PlayedRunner {
  readonly commands: RunnerCommand[] = [];
  isTerminated = false;

  constructor(readonly events: RunnerEvents) {}

  report(report: RunnerReport): void {
    this.events.onMessage(report);
  }

  ready(): void {
    this.report({ type: "ready", strategies: [], refused: [] });
  }

  /** The latest turn that was posted. */
  get turn(): Extract<RunnerCommand, { type: "turn" }> {
    const turn = this.commands.at(-1);
    assert.equal(turn?.type, "turn");
    return turn as Extract<RunnerCommand, { type: "turn" }>;
  }

  finishTurn(): void {
    this.report({ type: "turn_done", turn: this.turn.turn, first: 0, runs: 1, findings: [] });
  }
}

const turnTimeoutMs = 1_000;
const loadTimeoutMs = 5_000;

/** Longer than the first pause before a restart. */
const backoffMs = 100;

interface SlotFacts {
  readonly isOfFiles?: boolean;
  readonly choices?: readonly StrategyChoice[];
  readonly processors?: ProcessorQueue | null;
}

function slotWorld({ isOfFiles = false, choices = [], processors = null }: SlotFacts = {}) {
  const broken: string[] = [];
  const disabled = new Set<string>();
  const clock = new SimulatedClock();
  const runners: PlayedRunner[] = [];
  const failures: string[] = [];
  const ends: string[] = [];
  const slot = new RunnerSlot({
    choices,
    turnTimeoutMs,
    loadTimeoutMs,
    clock,
    random: seededRandom(1),
    spawn: (events) => {
      const runner = new PlayedRunner(events);
      runners.push(runner);
      return {
        post: (command) => void runner.commands.push(command),
        terminate: () => void (runner.isTerminated = true),
        ended: Promise.resolve(),
      };
    },
    isOfFiles,
    mayRun: (strategy) => !disabled.has(strategy),
    processors,
    isSlow: () => false,
    onTurnTime: () => {},
    onLoadBroke: (strategy, error) => {
      broken.push(`${strategy}: ${error}`);
      if (broken.length === 3) disabled.add(strategy);
    },
    onReady: () => {},
    onSharedBroke: (error) => broken.push(`shared: ${error}`),
    onFailed: (error) => failures.push(error),
    isEnabled: (strategy) => !disabled.has(strategy),
    tickStrategies: () => [],
    onTickTurnEnd: () => {},
  });
  const analyse = (seriesId: string, ...strategies: string[]) =>
    slot.analyse(windowOf(barsOfPoints([110_000, 110_001])), {
      seriesId,
      fresh: 1,
      strategies,
      onTurnEnd: (strategy: string, end: TurnEnd) =>
        ends.push(`${strategy} ${end.kind === "done" ? "done" : end.cause}`),
      onEnd: () => ends.push(`${seriesId} ended`),
    });
  return { clock, slot, runners, failures, ends, broken, analyse, disabled };
}

Deno.test("a runner that rests is started again by the next work, and loads its strategy", () => {
  const choices = [{ name: "mine", parameters: {}, source: "" }];
  const { slot, runners, ends, analyse, disabled } = slotWorld({ isOfFiles: true, choices });
  slot.wake();
  disabled.add("mine");
  runners[0]?.ready();
  analyse("EURUSD", "mine");
  slot.rest();
  assert.deepEqual([slot.status().state, runners[0]?.isTerminated], ["absent", true]);
  assert.deepEqual(ends, ["EURUSD ended"], "nobody waits for a turn that is not taken");
  disabled.clear();
  slot.reload("mine");
  assert.equal(runners.length, 2);
  assert.deepEqual(runners[1]?.commands[0]?.type, "configure");
  analyse("EURUSD", "mine");
  runners[1]?.ready();
  runners[1]?.finishTurn();
  assert.deepEqual(ends.slice(1), ["mine done", "EURUSD ended"]);
});

Deno.test("a runner is started by its first work, and handles one turn at a time", () => {
  const { slot, runners, ends, analyse } = slotWorld();
  assert.deepEqual([slot.status().state, runners.length], ["absent", 0]);
  analyse("one", "a", "b");
  analyse("two", "a");
  const runner = runners[0]!;
  assert.deepEqual(runner.commands.map(({ type }) => type), ["configure"]);
  runner.ready();
  for (const expected of ["one/a", "one/b", "two/a"]) {
    assert.equal(`${runner.turn.seriesId}/${runner.turn.strategy}`, expected);
    runner.finishTurn();
  }
  assert.deepEqual(ends, ["a done", "b done", "one ended", "a done", "two ended"]);
  assert.deepEqual(
    runner.commands.map(({ type }) => type),
    ["configure", "bars", "turn", "turn", "bars", "turn"],
  );
  assert.equal(slot.status().state, "idle");
});

Deno.test("a turn over its time limit ends the runner; the rest of the work goes to the next one, with the bars", async () => {
  const { clock, slot, runners, ends, analyse } = slotWorld();
  analyse("one", "a", "loops", "b");
  runners[0]!.ready();
  await clock.advance(turnTimeoutMs - 1); // each turn has a separate timeout
  runners[0]!.finishTurn();
  await clock.advance(turnTimeoutMs - 1);
  assert.equal(runners.length, 1);
  await clock.advance(1);
  await clock.advance(backoffMs);

  assert.deepEqual([runners.length, runners[0]!.isTerminated], [2, true]);
  runners[0]!.finishTurn(); // too late: it is ignored
  runners[1]!.ready();
  assert.equal(runners[1]!.turn.strategy, "b");
  runners[1]!.finishTurn();
  assert.deepEqual(ends, ["a done", "loops timed_out", "b done", "one ended"]);
  assert.deepEqual(runners[1]!.commands.map(({ type }) => type), ["configure", "bars", "turn"]);
  assert.deepEqual([slot.status().restarts, slot.status().state], [1, "idle"]);
});

const breaks: [string, (runner: PlayedRunner) => void][] = [
  ["dies", (runner) => runner.events.onLost("gone")],
  ["reports a crash", (runner) => runner.report({ type: "crashed", error: "gone" })],
  ["reports nonsense", (runner) => runner.events.onMessage({ type: "turn_done", turn: "x" })],
  [
    "answers another turn",
    (runner) => runner.report({ type: "turn_done", turn: 999, first: 0, runs: 1, findings: [] }),
  ],
];
for (const [name, act] of breaks) {
  Deno.test(`the strategy of the current turn is blamed for a runner that ${name}`, async () => {
    const { clock, runners, ends, analyse } = slotWorld();
    analyse("one", "a", "b");
    runners[0]!.ready();
    act(runners[0]!);
    assert.deepEqual(ends, ["a crashed"]);
    await clock.advance(backoffMs);
    runners[1]!.ready();
    assert.equal(runners[1]!.turn.strategy, "b");
  });
}

Deno.test("a runner that does not start is retried with growing delays, and given up at the sixth loss", async () => {
  const { clock, slot, runners, failures, analyse } = slotWorld();
  analyse("one", "a");
  const startsMs: number[] = [];
  for (let loss = 1; loss <= 6; loss++) {
    assert.equal(runners.length, loss);
    runners[loss - 1]!.events.onLost("no such module");
    const lostMs = clock.steadyMs();
    while (runners.length === loss && slot.status().state !== "failed") await clock.advance(1);
    startsMs.push(clock.steadyMs() - lostMs);
  }
  assert.deepEqual(failures, ["no such module"]);
  assert.equal(slot.status().state, "failed");
  const pauses = startsMs.slice(0, 5);
  assert.ok(pauses.every((pause, index) => pause > (pauses[index - 1] ?? 0)), pauses.join());
});

Deno.test("a runner that sends nothing is replaced after the start timeout", async () => {
  const { clock, slot, runners, analyse } = slotWorld();
  analyse("one", "a");
  await clock.advance(10_000);
  assert.deepEqual([slot.status().state, runners[0]!.isTerminated], ["backing_off", true]);
  assert.match(slot.status().lastError ?? "", /did not start/);
  await clock.advance(100);
  runners[1]!.ready();
  assert.equal(runners[1]!.turn.strategy, "a");
});

const file = { name: "mine", parameters: {}, source: "" };

Deno.test("a file's process that dies while loading is blamed on the file, and not restarted after the third time", async () => {
  const { clock, slot, runners, broken, failures, analyse } = slotWorld({
    isOfFiles: true,
    choices: [file],
  });
  analyse("one", "mine");
  for (let death = 1; death <= 3; death++) {
    assert.equal(runners.length, death);
    runners[death - 1]!.report({ type: "loading", strategy: "mine" });
    runners[death - 1]!.events.onLost(`died ${death}`);
    await clock.advance(5_000);
  }
  assert.deepEqual(broken, ["mine: died 1", "mine: died 2", "mine: died 3"]);
  assert.deepEqual([runners.length, slot.status().state, failures], [3, "absent", []]);
  assert.equal(clock.pendingTimers, 0);
});

Deno.test("each file of a process has the whole time to load, and none is blamed when several were loaded", async () => {
  const choices = [file, { ...file, name: "other" }];
  const { clock, runners, broken, analyse } = slotWorld({ isOfFiles: true, choices });
  analyse("one", "mine", "other");
  for (const strategy of ["mine", "other"]) {
    await clock.advance(3 * loadTimeoutMs - 1);
    runners[0]!.report({ type: "loading", strategy });
  }
  await clock.advance(3 * loadTimeoutMs - 1);
  assert.equal(runners.length, 1);
  await clock.advance(1);
  assert.deepEqual(broken, ["shared: did not load within 15 s"]);
});

Deno.test("a process that dies before loading is blamed on no file, and given up at the sixth time", async () => {
  const { clock, slot, runners, broken, failures, analyse } = slotWorld({
    isOfFiles: true,
    choices: [file],
  });
  analyse("one", "mine");
  for (let death = 1; death <= 6; death++) {
    assert.equal(runners.length, death);
    await clock.advance(60_000);
    await clock.advance(6_000); // the longest pause
  }
  assert.deepEqual([broken, failures], [[], ["did not start within 60 s"]]);
  assert.equal(slot.status().state, "failed");
});

Deno.test("a process that dies while idle is blamed on the file with the last turn, and restarted when it has work", async () => {
  const { clock, runners, slot, broken, analyse } = slotWorld({ isOfFiles: true, choices: [file] });
  analyse("one", "mine");
  runners[0]!.ready();
  runners[0]!.finishTurn();
  runners[0]!.events.onLost("gone");
  await clock.advance(backoffMs);
  assert.deepEqual([broken, runners.length, slot.status().state], [["mine: gone"], 1, "absent"]);
  analyse("one", "mine");
  assert.equal(runners.length, 2);
});

Deno.test("a file that waits for a processor is not started and has its whole time limit later", async () => {
  const atOnceClock = { steadyMs: () => 0, nextTurn: (callback: () => void) => callback() };
  const processors = new ProcessorQueue({ atOnce: 1, slowWaitMs: 0, clock: atOnceClock });
  const { clock, runners, broken, ends, analyse, slot } = slotWorld({
    ...{ isOfFiles: true, choices: [file], processors },
  });
  let other = processors.enter(false, () => {});
  analyse("one", "mine");
  await clock.advance(100_000);
  assert.deepEqual([runners.length, slot.status().state], [0, "waiting"]);
  other.leave();
  const runner = runners[0]!;
  other = processors.enter(false, () => {}); // it waits behind the load
  runner.report({ type: "loading", strategy: "mine" });
  runner.ready();
  assert.deepEqual(runner.commands.map(({ type }) => type), ["configure"]);
  await clock.advance(100_000);
  other.leave();
  await clock.advance(turnTimeoutMs - 1);
  assert.deepEqual([broken, ends], [[], []]);
  let isFree = false;
  processors.enter(false, () => isFree = true);
  await clock.advance(1);
  assert.deepEqual([ends, isFree], [["mine timed_out", "one ended"], true]);
});

Deno.test("stop() ends the runner and all timers", async () => {
  const { clock, slot, runners, analyse } = slotWorld();
  analyse("one", "a");
  runners[0]!.ready();
  await slot.stop();
  assert.equal(runners[0]!.isTerminated, true);
  assert.equal(clock.pendingTimers, 0);
});
