/** The scheduler as its users see it: jobs, batches, status, statistics, stop. */

import assert from "node:assert/strict";
import { err, ok } from "../../../src/models/result.ts";
import type { Json } from "../../../src/runtime/actor.ts";
import { seededRandom } from "../../../src/runtime/random.ts";
import type { Job } from "../../../src/runtime/scheduler/job.ts";
import { Scheduler } from "../../../src/runtime/scheduler/scheduler.ts";
import { HeldTasks } from "../../support/held_task.ts";
import { recordedLog } from "../../support/recorded_log.ts";
import { SimulatedClock } from "../../support/simulated_clock.ts";

function makeScheduler() {
  const clock = new SimulatedClock();
  const held = new HeldTasks();
  const { log, records, sentences } = recordedLog(clock);
  const scheduler = new Scheduler({
    clock,
    random: seededRandom(1),
    log,
    maxWorkers: 4,
    taskTimeoutMs: 25_000,
    statisticsIntervalMs: 60_000,
  });
  const job = (name: string) => {
    const found = scheduler.status().jobs.find((status) => status.name === name);
    assert.ok(found !== undefined, `no job ${name}`);
    return found;
  };
  const skips = () =>
    records.filter(({ code }) => code === "job_skipped").map(({ level }) => level);
  return { clock, held, scheduler, sentences, skips, job };
}

function heldJob(held: HeldTasks, options: Partial<Omit<Job, "run" | "tasks">> = {}): Job {
  return {
    name: "sync",
    every: { intervalMs: 10_000 },
    priority: "NORMAL",
    run: (signal) => held.run("sync", signal),
    ...options,
  };
}

Deno.test("an interval job runs on its grid and its status shows the result", async () => {
  const { clock, held, scheduler, job } = makeScheduler();
  const startMs = clock.nowMs();
  scheduler.addJob(heldJob(held));
  assert.equal(job("sync").state, "stopped");
  scheduler.start();
  assert.equal(job("sync").state, "waiting");
  await clock.advance(10_000);
  assert.equal(job("sync").state, "running");
  await clock.advance(3_000);
  held.attempt("sync").complete();
  await clock.settle();

  assert.deepEqual(job("sync"), {
    name: "sync",
    priority: "NORMAL",
    every: "10 s",
    state: "waiting",
    lastRunMs: startMs + 10_000,
    lastDurationMs: 3_000,
    lastOutcome: "completed",
    lastError: null,
    nextRunMs: startMs + 20_000,
    runs: 1,
    failedRuns: 0,
    skippedRuns: 0,
  });
  await clock.advance(7_000);
  assert.equal(held.started.length, 2);
});

Deno.test("a running job is not started again: runs are skipped, counted, and logged when it takes long", async () => {
  const { clock, held, scheduler, sentences, skips, job } = makeScheduler();
  scheduler.addJob(heldJob(held, { timeoutMs: 1_000_000 }));
  scheduler.start();
  await clock.advance(35_000);
  assert.equal(held.started.length, 1);
  assert.equal(job("sync").skippedRuns, 2);
  assert.deepEqual(skips(), ["debug"]);
  await clock.advance(20_000);
  assert.deepEqual(skips(), ["debug", "warning"]);
  assert.ok(
    sentences().includes(
      "sync has been running for 30 s: its next runs are skipped until it is done",
    ),
  );
  held.attempt("sync").complete();
  await clock.advance(5_000);
  assert.equal(held.started.length, 2);
  await clock.advance(10_000);
  assert.deepEqual(skips(), ["debug", "warning", "debug"]);
});

Deno.test("a job that is still queued is not queued again", async () => {
  const { clock, held, scheduler, job } = makeScheduler();
  scheduler.addJob(heldJob(held));
  scheduler.start();
  for (const name of ["a", "b", "c"]) {
    scheduler.submit(held.task(name, "HIGH", { timeoutMs: 1_000_000 }));
  }
  await clock.advance(30_000);
  assert.equal(scheduler.status().byPriority.NORMAL.queued, 1);
  assert.equal(job("sync").skippedRuns, 2);
});

Deno.test("a job may expand to many tasks, which run in parallel with the job's settings", async () => {
  const { clock, held, scheduler, job } = makeScheduler();
  const symbols = ["EURUSD", "GBPUSD"];
  scheduler.addJob({
    name: "fetch_prices",
    every: { intervalMs: 10_000 },
    priority: "HIGH",
    retry: { limit: 1, backoff: { firstMs: 100, factor: 1, maxMs: 100, jitter: 0 } },
    tasks: () =>
      symbols.map((symbol) => ({ name: symbol, run: (signal) => held.run(symbol, signal) })),
  });
  scheduler.start();
  await clock.advance(10_000);
  assert.deepEqual(held.names(), ["EURUSD", "GBPUSD"]);
  assert.equal(scheduler.status().byPriority.HIGH.active, 2);
  held.attempt("EURUSD").complete();
  held.attempt("GBPUSD").fail();
  await clock.advance(100);
  assert.equal(job("fetch_prices").state, "running");
  held.attempt("GBPUSD").fail();
  await clock.settle();
  assert.equal(job("fetch_prices").lastOutcome, "failed");
  assert.equal(job("fetch_prices").lastError, "GBPUSD: no_reply");
  assert.equal(scheduler.status().byPriority.HIGH.retried, 1);

  symbols.push("USDJPY");
  await clock.advance(10_000);
  assert.equal(held.names().at(-1), "USDJPY");
});

Deno.test("failures of a job are logged when they begin and when they end", async () => {
  const { clock, held, scheduler, sentences, job } = makeScheduler();
  scheduler.addJob(heldJob(held));
  scheduler.start();
  for (const outcome of ["fail", "fail", "fail", "complete", "complete", "fail"] as const) {
    await clock.advance(10_000);
    held.attempt("sync")[outcome]();
    await clock.settle();
  }
  assert.deepEqual(sentences().filter((line) => line.startsWith("sync")), [
    "sync failed: sync: no_reply",
    "sync succeeded again after 3 failed runs",
    "sync failed: sync: no_reply",
  ]);
  assert.equal(job("sync").failedRuns, 4);
  assert.equal(job("sync").runs, 6);
});

Deno.test("a job whose list of tasks throws fails that run and runs again", async () => {
  const { clock, scheduler, job } = makeScheduler();
  let calls = 0;
  scheduler.addJob({
    name: "fetch_prices",
    every: { intervalMs: 1_000 },
    priority: "NORMAL",
    tasks: () => {
      calls += 1;
      if (calls === 1) throw new TypeError("no symbols");
      return [];
    },
  });
  scheduler.start();
  await clock.advance(1_000);
  assert.match(job("fetch_prices").lastError ?? "", /TypeError: no symbols \(at .*scheduler_test/);
  await clock.advance(1_000);
  assert.equal(job("fetch_prices").lastOutcome, "completed");
});

Deno.test("runAtStart runs a job once at the start, and the grid continues from there", async () => {
  const { clock, held, scheduler } = makeScheduler();
  scheduler.addJob(heldJob(held, { runAtStart: true }));
  scheduler.start();
  assert.equal(held.started.length, 1);
  held.attempt("sync").complete();
  await clock.advance(10_000);
  assert.equal(held.started.length, 2);
});

Deno.test("a cron job runs at its UTC times, even when it is added after the start", async () => {
  const { clock, held, scheduler, job } = makeScheduler();
  scheduler.start();
  await clock.advance(90_000);
  scheduler.addJob(heldJob(held, { every: { cron: "*/5 * * * *" } }));
  assert.equal(new Date(job("sync").nextRunMs ?? 0).toISOString(), "2026-03-01T00:05:00.000Z");
  assert.equal(job("sync").every, "*/5 * * * * (UTC)");
  await clock.advance(210_000);
  assert.equal(held.started.length, 1);
});

Deno.test("runJobNow() runs at once, reports, and refuses a job that runs or is unknown", async () => {
  const { clock, held, scheduler } = makeScheduler();
  scheduler.addJob(heldJob(held));
  scheduler.start();
  await clock.advance(4_000);
  const running = scheduler.runJobNow("sync");
  assert.deepEqual(
    await scheduler.runJobNow("sync"),
    err({ code: "job_running", job: "sync" } as const),
  );
  assert.deepEqual(
    await scheduler.runJobNow("nosuch"),
    err({ code: "job_unknown", job: "nosuch" } as const),
  );
  await clock.advance(500);
  held.attempt("sync").complete();
  const report = await running;
  assert.ok(report.ok);
  assert.equal(report.value.outcome, "completed");
  assert.equal(report.value.durationMs, 500);
});

Deno.test("a paused job runs only on request, and continues when resumed", async () => {
  const { clock, held, scheduler, job } = makeScheduler();
  scheduler.addJob(heldJob(held));
  scheduler.start();
  assert.deepEqual(scheduler.pauseJob("sync"), ok(undefined));
  await clock.advance(30_000);
  assert.equal(held.started.length, 0);
  assert.equal(job("sync").state, "paused");
  assert.equal(job("sync").nextRunMs, null);
  const asked = scheduler.runJobNow("sync");
  held.attempt("sync").complete();
  await asked;
  assert.equal(job("sync").state, "paused");
  assert.deepEqual(scheduler.resumeJob("sync"), ok(undefined));
  await clock.advance(10_000);
  assert.equal(held.started.length, 2);
  assert.equal(job("sync").skippedRuns, 0);
  assert.deepEqual(
    scheduler.pauseJob("nosuch"),
    err({ code: "job_unknown", job: "nosuch" } as const),
  );
  assert.deepEqual(
    scheduler.resumeJob("nosuch"),
    err({ code: "job_unknown", job: "nosuch" } as const),
  );
});

Deno.test("a job paused before the start waits until it is resumed", async () => {
  const { clock, held, scheduler, job } = makeScheduler();
  scheduler.addJob(heldJob(held, { runAtStart: true }));
  scheduler.pauseJob("sync");
  scheduler.start();
  await clock.advance(15_000);
  assert.equal(held.started.length, 0);
  assert.equal(job("sync").state, "paused");
  scheduler.resumeJob("sync");
  await clock.advance(10_000);
  assert.equal(held.started.length, 1);
});

Deno.test("addJob() refuses a name in use and an invalid timetable", () => {
  const { held, scheduler } = makeScheduler();
  scheduler.addJob(heldJob(held));
  assert.throws(() => scheduler.addJob(heldJob(held)), /A job named sync already exists/);
  const bad = heldJob(held, { name: "bad", every: { cron: "61 * * * *" } });
  assert.throws(() => scheduler.addJob(bad), /Invalid cron "61 \* \* \* \*"/);
  assert.equal(scheduler.status().jobs.length, 1);
});

Deno.test("submitAll() runs a batch in parallel and returns the results in order", async () => {
  const { clock, held, scheduler } = makeScheduler();
  scheduler.start();
  const batch = scheduler.submitAll(["a", "b", "c"].map((name) => held.task(name, "NORMAL")));
  assert.deepEqual(held.names(), ["a", "b", "c"]);
  held.attempt("c").complete();
  held.attempt("a").fail();
  await clock.settle();
  held.attempt("b").complete();
  const codes = (await batch).map((result) => result.ok ? result.value : result.error.code);
  assert.deepEqual(codes, ["task_failed", "b", "c"]);
});

Deno.test("every minute one statistics line is logged", async () => {
  const { clock, held, scheduler, sentences } = makeScheduler();
  scheduler.start();
  for (let index = 0; index < 7; index += 1) {
    scheduler.submit({ name: "quick", priority: "LOW", run: () => Promise.resolve(ok(1)) });
  }
  scheduler.submit(held.task("times out", "NORMAL"));
  await clock.advance(30_000);
  for (const name of ["a", "b", "c", "d"]) {
    scheduler.submit(held.task(name, "NORMAL", { timeoutMs: 1_000_000 }));
  }
  await clock.advance(30_000);
  assert.deepEqual(sentences(), ["Tasks: 3 active, 1 queued, 7 completed, 1 failed"]);
  await clock.advance(60_000);
  assert.equal(sentences().length, 2);
});

Deno.test("stop() ends jobs without counting that as a failure, and is final", async () => {
  const { clock, held, scheduler, sentences, job } = makeScheduler();
  scheduler.addJob(heldJob(held));
  scheduler.start();
  await clock.advance(10_000);
  const stopping = scheduler.stop({ deadlineMs: 2_000 });
  assert.equal(scheduler.status().state, "draining");
  assert.equal(scheduler.stop({ deadlineMs: 9_000 }), stopping);
  await clock.advance(2_000);

  assert.deepEqual(await stopping, { finished: 0, aborted: 1, refused: 0 });
  assert.equal(scheduler.status().state, "stopped");
  assert.equal(job("sync").state, "stopped");
  assert.equal(job("sync").lastOutcome, "stopped");
  assert.deepEqual(sentences(), [
    "Tasks: 0 active, 0 queued, 0 completed, 0 failed",
  ]);
  assert.equal(clock.pendingTimers, 0);
  scheduler.start();
  assert.equal(scheduler.status().state, "stopped");
  const late = await scheduler.submit(held.task("late", "CRITICAL"));
  assert.equal(late.ok ? "" : late.error.code, "scheduler_stopped");
  const asked = await scheduler.runJobNow("sync");
  assert.equal(asked.ok ? asked.value.outcome : "", "stopped");
});

Deno.test("the status survives JSON", () => {
  const { held, scheduler } = makeScheduler();
  scheduler.addJob(heldJob(held));
  const status: Json = scheduler.status();
  assert.deepEqual(JSON.parse(JSON.stringify(status)), status);
});
