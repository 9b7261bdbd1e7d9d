/** Timers of jobs, also when the wall clock is set forward or back. */

import assert from "node:assert/strict";
import { JobTimer } from "../../../src/runtime/scheduler/job_timer.ts";
import type { Every } from "../../../src/runtime/scheduler/timetable.ts";
import { SimulatedClock } from "../../support/simulated_clock.ts";

const HOUR_MS = 3_600_000;
const MIDNIGHT = Date.UTC(2026, 2, 1);

function startTimer(every: Every) {
  const clock = new SimulatedClock(MIDNIGHT);
  const calls: { atMs: number; missed: number }[] = [];
  const timer = new JobTimer({
    clock,
    every,
    onDue: (missed) => calls.push({ atMs: clock.nowMs() - MIDNIGHT, missed }),
  });
  timer.start();
  const at = () => calls.map((call) => call.atMs);
  return { clock, timer, calls, at };
}

Deno.test("an interval timer calls on its grid and says when it will next", async () => {
  const { clock, timer, at } = startTimer({ intervalMs: 40_000 });
  assert.equal(timer.nextRunMs(), MIDNIGHT + 40_000);
  await clock.advance(100_000);
  assert.deepEqual(at(), [40_000, 80_000]);
  assert.equal(timer.nextRunMs(), MIDNIGHT + 120_000);
});

Deno.test("an interval timer does not care for the wall clock", async () => {
  const { clock, timer, calls } = startTimer({ intervalMs: 40_000 });
  await clock.advance(10_000);
  clock.jumpWallClock(0);
  assert.equal(timer.nextRunMs(), 30_000);
  await clock.advance(29_999);
  assert.equal(calls.length, 0);
  await clock.advance(1);
  assert.equal(calls.length, 1);
});

Deno.test("stop() leaves no timer, and a new start keeps to the old grid", async () => {
  const { clock, timer, at } = startTimer({ intervalMs: 10_000 });
  timer.stop();
  assert.equal(timer.nextRunMs(), null);
  assert.equal(clock.pendingTimers, 0);
  await clock.advance(33_000);
  timer.start();
  await clock.advance(10_000);
  assert.deepEqual(at(), [40_000]);
});

Deno.test("a cron timer calls at UTC times, also those further away than a timer sleeps", async () => {
  const { clock, timer, at } = startTimer({ cron: "0 */6 * * *" });
  assert.equal(timer.nextRunMs(), MIDNIGHT + 6 * HOUR_MS);
  await clock.advance(13 * HOUR_MS);
  assert.deepEqual(at(), [6 * HOUR_MS, 12 * HOUR_MS]);
});

Deno.test("a cron timer that wakes late calls once and counts what it missed", async () => {
  const { clock, calls } = startTimer({ cron: "@hourly" });
  clock.jumpWallClock(MIDNIGHT + 5 * HOUR_MS + 60_000);
  await clock.advance(30_000);
  assert.deepEqual(calls, [{ atMs: 5 * HOUR_MS + 90_000, missed: 4 }]);
});

Deno.test("a cron timer does not repeat a run when the wall clock is corrected backwards", async () => {
  const { clock, calls } = startTimer({ cron: "@hourly" });
  await clock.advance(HOUR_MS);
  assert.equal(calls.length, 1);
  clock.jumpWallClock(MIDNIGHT + HOUR_MS - 5_000);
  await clock.advance(HOUR_MS);
  assert.equal(calls.length, 1);
  await clock.advance(5_000);
  assert.equal(calls.length, 2);
});

Deno.test("a cron timer follows a wall clock that was days ahead and is set right", async () => {
  const { clock, timer, calls } = startTimer({ cron: "@hourly" });
  await clock.advance(HOUR_MS);
  clock.jumpWallClock(MIDNIGHT - 48 * HOUR_MS);
  await clock.advance(30_000);
  assert.equal(timer.nextRunMs(), MIDNIGHT - 47 * HOUR_MS);
  await clock.advance(HOUR_MS);
  assert.equal(calls.length, 2);
});
