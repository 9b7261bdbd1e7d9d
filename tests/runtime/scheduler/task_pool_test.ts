/** Slots, timeouts, retries, limits and the stop of the task pool. */

import assert from "node:assert/strict";
import { ok } from "../../../src/models/result.ts";
import { systemClock } from "../../../src/runtime/clock.ts";
import { seededRandom } from "../../../src/runtime/random.ts";
import type { RetryPolicy } from "../../../src/runtime/scheduler/retry_policy.ts";
import { sumCounts } from "../../../src/runtime/scheduler/task_counts.ts";
import { TaskPool, type TaskPoolOptions } from "../../../src/runtime/scheduler/task_pool.ts";
import { HeldTasks } from "../../support/held_task.ts";
import { SimulatedClock } from "../../support/simulated_clock.ts";

function makePool(options: Partial<TaskPoolOptions> = {}) {
  const clock = new SimulatedClock();
  const held = new HeldTasks();
  const pool = new TaskPool({
    clock,
    random: seededRandom(1),
    maxWorkers: 3,
    taskTimeoutMs: 1_000,
    ...options,
  });
  const total = () => sumCounts(pool.counts());
  return { clock, held, pool, total };
}

const twice: RetryPolicy = {
  limit: 2,
  backoff: { firstMs: 100, factor: 2, maxMs: 1_000, jitter: 0 },
};

Deno.test("tasks wait for the start, then run in all slots except the one for CRITICAL", () => {
  const { held, pool } = makePool();
  for (const name of ["low 1", "low 2", "low 3"]) pool.submit(held.task(name, "LOW"));
  assert.deepEqual(held.names(), []);

  pool.start();
  assert.deepEqual(held.names(), ["low 1", "low 2"]);
  pool.submit(held.task("high", "HIGH"));
  assert.deepEqual(held.names(), ["low 1", "low 2"]);
  pool.submit(held.task("critical", "CRITICAL"));
  assert.deepEqual(held.names(), ["low 1", "low 2", "critical"]);
});

Deno.test("a freed slot goes to the most urgent task", async () => {
  const { clock, held, pool } = makePool();
  pool.start();
  for (const name of ["low 1", "low 2", "low 3"]) pool.submit(held.task(name, "LOW"));
  pool.submit(held.task("normal", "NORMAL"));
  pool.submit(held.task("high", "HIGH"));

  held.attempt("low 1").complete();
  await clock.settle();
  assert.equal(held.names().at(-1), "high");
  held.attempt("high").complete();
  await clock.settle();
  assert.equal(held.names().at(-1), "normal");
});

Deno.test("with one worker a CRITICAL task runs beside the current one", () => {
  const { held, pool } = makePool({ maxWorkers: 1 });
  pool.start();
  pool.submit(held.task("low", "LOW"));
  pool.submit(held.task("high", "HIGH"));
  pool.submit(held.task("critical", "CRITICAL"));
  assert.deepEqual(held.names(), ["low", "critical"]);
});

Deno.test("a result reaches its submitter, and a task can submit others", async () => {
  const { clock, held, pool, total } = makePool();
  pool.start();
  const inner = { name: "inner", priority: "HIGH", run: () => Promise.resolve(ok(2)) } as const;
  const outer = pool.submit({
    name: "outer",
    priority: "LOW",
    run: async () => ok([1, await pool.submit(inner)] as const),
  });
  assert.deepEqual(await outer, ok([1, ok(2)]));
  await clock.settle();
  assert.equal(total().completed, 2);
  assert.deepEqual(held.names(), []);
});

Deno.test("a task past its timeout frees its slot even if it ignores the signal", async () => {
  const { clock, held, pool, total } = makePool({ maxWorkers: 2 });
  pool.start();
  const deaf = pool.submit(held.task("deaf", "NORMAL"));
  pool.submit(held.task("next", "NORMAL", { timeoutMs: 5_000 }));

  await clock.advance(1_000);
  assert.deepEqual(await deaf, {
    ok: false,
    error: { code: "task_timeout", task: "deaf", attempts: 1, timeoutMs: 1_000 },
  });
  assert.deepEqual(held.names(), ["deaf", "next"]);
  held.attempt("deaf").complete();
  await clock.advance(3_000);
  const { active, completed, timedOut, late } = total();
  assert.deepEqual({ active, completed, timedOut, late }, {
    active: 1,
    completed: 0,
    timedOut: 1,
    late: 1,
  });
});

Deno.test("a failed task is retried after its backoff and ends with the last result", async () => {
  const { clock, held, pool, total } = makePool();
  pool.start();
  const result = pool.submit(held.task("flaky", "NORMAL", { retry: twice }));

  held.attempt("flaky").fail();
  await clock.advance(99);
  assert.equal(held.started.length, 1);
  assert.equal(total().backingOff, 1);
  await clock.advance(1);
  assert.equal(held.started.length, 2);
  await clock.advance(1_000 + 200);
  assert.equal(held.started.length, 3);
  held.attempt("flaky").complete();

  assert.deepEqual(await result, ok("flaky"));
  const { completed, failed, timedOut, retried, backingOff } = total();
  assert.deepEqual({ completed, failed, timedOut, retried, backingOff }, {
    completed: 1,
    failed: 0,
    timedOut: 0,
    retried: 2,
    backingOff: 0,
  });
});

Deno.test("after the last retry the submitter gets the error", async () => {
  const { clock, held, pool, total } = makePool();
  pool.start();
  const result = pool.submit(held.task("hopeless", "NORMAL", { retry: twice }));
  for (let attempt = 0; attempt < 3; attempt += 1) {
    held.attempt("hopeless").fail();
    await clock.advance(500);
  }
  assert.deepEqual(await result, {
    ok: false,
    error: { code: "task_failed", task: "hopeless", attempts: 3, cause: { code: "no_reply" } },
  });
  assert.equal(total().failed, 1);
  assert.equal(total().retried, 2);
});

Deno.test("a full queue refuses at once, and only tasks of that priority", async () => {
  const { held, pool, total } = makePool({ maxQueuedPerPriority: 1 });
  pool.submit(held.task("low 1", "LOW"));
  const refused = await pool.submit(held.task("low 2", "LOW"));
  pool.submit(held.task("critical", "CRITICAL"));
  assert.deepEqual(refused, {
    ok: false,
    error: { code: "queue_full", task: "low 2", attempts: 0, priority: "LOW", limit: 1 },
  });
  assert.equal(total().refused, 1);
  assert.equal(total().queued, 2);
});

Deno.test("stop() refuses queued tasks, lets running ones finish, and aborts the rest at the timeout", async () => {
  const { clock, held, pool, total } = makePool();
  pool.start();
  const quick = pool.submit(held.task("quick", "NORMAL", { timeoutMs: 60_000 }));
  const slow = pool.submit(held.task("slow", "NORMAL", { timeoutMs: 60_000 }));
  const queued = pool.submit(held.task("queued", "NORMAL"));
  const flaky = pool.submit(held.task("flaky", "CRITICAL", { retry: twice }));
  held.attempt("flaky").fail();
  await clock.settle();

  const stopping = pool.stop(5_000);
  const late = pool.submit(held.task("late", "CRITICAL"));
  const stopped = (task: string, attempts: number) => ({
    ok: false,
    error: { code: "scheduler_stopped", task, attempts },
  });
  assert.deepEqual(await queued, stopped("queued", 0));
  assert.deepEqual(await flaky, stopped("flaky", 1));
  assert.deepEqual(await late, stopped("late", 0));
  held.attempt("quick").complete();
  assert.deepEqual(await quick, ok("quick"));
  assert.equal(held.attempt("slow").signal.aborted, false);
  await clock.advance(5_000);

  assert.deepEqual(await slow, stopped("slow", 1));
  assert.equal(held.attempt("slow").signal.aborted, true);
  assert.deepEqual(await stopping, { finished: 1, aborted: 1, refused: 2 });
  assert.equal(clock.pendingTimers, 0);
  const { active, queued: waiting, backingOff, completed, stopped: given } = total();
  assert.deepEqual([active, waiting, backingOff, completed, given], [0, 0, 0, 1, 4]);
});

Deno.test("stop() ends as soon as nothing is running, and failures are not retried any more", async () => {
  const { clock, held, pool } = makePool();
  pool.start();
  const flaky = pool.submit(held.task("flaky", "NORMAL", { retry: twice }));
  const stopping = pool.stop(5_000);
  held.attempt("flaky").fail();

  assert.deepEqual(await stopping, { finished: 1, aborted: 0, refused: 0 });
  const result = await flaky;
  assert.equal(result.ok ? "" : result.error.code, "task_failed");
  assert.equal(clock.steadyMs(), 0);
  assert.equal(clock.pendingTimers, 0);
});

Deno.test("a flood of short tasks lets timers through, and CRITICAL tasks at once", async () => {
  const { pool } = makePool({ clock: systemClock });
  pool.start();
  const flood = Array.from(
    { length: 50_000 },
    (_, index) =>
      pool.submit({ name: "low", priority: "LOW", run: () => Promise.resolve(ok(index)) }),
  );
  const completedAtTimer = new Promise<number>((resolve) =>
    systemClock.setTimeout(() => {
      let hasStarted = false;
      const run = () => {
        hasStarted = true;
        return Promise.resolve(ok(0));
      };
      pool.submit({ name: "critical", priority: "CRITICAL", run });
      assert.ok(hasStarted);
      resolve(pool.counts().LOW.completed);
    }, 0)
  );
  assert.ok(await completedAtTimer < flood.length);
  const results = await Promise.all(flood);
  assert.ok(results.every((result, index) => result.ok && result.value === index));
  await pool.stop(1_000);
});
