/** One run of a task with its timeout: every way it can end, and results that arrive too late. */

import assert from "node:assert/strict";
import { err, ok, type Result } from "../../../src/models/result.ts";
import { type AttemptError, startAttempt } from "../../../src/runtime/scheduler/attempt.ts";
import { Deadlines } from "../../../src/runtime/scheduler/deadlines.ts";
import type { Failure, TaskRun } from "../../../src/runtime/scheduler/task.ts";
import { HeldTasks } from "../../support/held_task.ts";
import { SimulatedClock } from "../../support/simulated_clock.ts";

function startTest(run: TaskRun<string, Failure>) {
  const clock = new SimulatedClock();
  const ends: Result<string, AttemptError<Failure>>[] = [];
  const seen = { late: 0 };
  const deadlines = new Deadlines(clock);
  const attempt = startAttempt({
    deadlines,
    timeoutMs: 1_000,
    run,
    onEnd: (result) => ends.push(result),
    onLate: () => seen.late += 1,
  });
  return { clock, ends, seen, attempt };
}

const naturalEnds: readonly {
  name: string;
  run: TaskRun<string, Failure>;
  expected: Result<string, { code: string }>;
}[] = [
  { name: "a value", run: () => Promise.resolve(ok("done")), expected: ok("done") },
  {
    name: "an error it returns",
    run: () => Promise.resolve(err({ code: "no_reply", peer: "mt5" })),
    expected: err({ code: "task_failed", cause: { code: "no_reply", peer: "mt5" } } as const),
  },
];
for (const { name, run, expected } of naturalEnds) {
  Deno.test(`an attempt ends with ${name}, and only once`, async () => {
    const { clock, ends, seen, attempt } = startTest(run);
    await clock.settle();
    attempt.abort();
    await clock.advance(5_000);
    assert.deepEqual(ends, [expected]);
    assert.equal(seen.late, 0);
  });
}

const throws: readonly { name: string; run: TaskRun<string, Failure> }[] = [
  {
    name: "at once",
    run: () => {
      throw new TypeError("bad symbol");
    },
  },
  { name: "later", run: () => Promise.reject(new TypeError("bad symbol")) },
];
for (const { name, run } of throws) {
  Deno.test(`work that throws ${name} ends the attempt and reports where it threw`, async () => {
    const { clock, ends } = startTest(run);
    await clock.settle();
    const [end] = ends;
    assert.ok(end !== undefined && !end.ok && end.error.code === "task_threw");
    assert.equal(end.error.message, "TypeError: bad symbol");
    assert.match(end.error.thrownAt, /attempt_test\.ts/);
  });
}

Deno.test("at the timeout the signal is aborted, and work that ignores it is only counted", async () => {
  const held = new HeldTasks();
  const { clock, ends, seen } = startTest((signal) => held.run("deaf", signal));

  await clock.advance(999);
  assert.equal(held.attempt("deaf").signal.aborted, false);
  await clock.advance(1);

  assert.deepEqual(ends, [err({ code: "task_timeout", timeoutMs: 1_000 })]);
  assert.equal(held.attempt("deaf").signal.aborted, true);
  held.attempt("deaf").complete();
  await clock.settle();
  assert.equal(ends.length, 1);
  assert.equal(seen.late, 1);
});

Deno.test("work that rejects after its timeout is counted and has no other effect", async () => {
  const held = new HeldTasks();
  const { clock, ends, seen } = startTest((signal) => held.run("late", signal));
  await clock.advance(1_000);
  held.attempt("late").throw(new Error("aborted"));
  await clock.settle();
  assert.equal(ends.length, 1);
  assert.equal(seen.late, 1);
});

Deno.test("abort() ends the attempt at once", async () => {
  const held = new HeldTasks();
  const { clock, ends, attempt } = startTest((signal) => held.run("stopped", signal));
  attempt.abort();
  assert.deepEqual(ends, [err({ code: "scheduler_stopped" })]);
  assert.equal(held.attempt("stopped").signal.aborted, true);
  await clock.advance(5_000);
  assert.equal(ends.length, 1);
});
