/** Timers of jobs, including when the wall clock is set forward or back. */

import assert from "node:assert/strict";
import { JobTimer } from "../../../src/runtime/scheduler/job_timer.ts";
import type { Every } from "../../../src/runtime/scheduler/timetable.ts";
import { SimulatedClock } from "../../support/simulated_clock.ts";

const hourMs = 3_600_000;
const midnight = Date.UTC(2026, 2, 1);

function startTimer(every: Every) {
  const clock = new SimulatedClock(midnight);
  const calls: { atMs: number; missed: number }[] = [];
  const timer = new JobTimer({
    clock,
    every,
    onDue: (missed) => calls.push({ atMs: clock.nowMs() - midnight, missed }),
  });
  timer.start();
  const at = () => calls.map((call) => call.atMs);
  return { clock, timer, calls, at };
}

Deno.test("an interval timer calls on its grid and gives its next time", async () => {
  const { clock, timer, at } = startTimer({ intervalMs: 40_000 });
  assert.equal(timer.nextRunMs(), midnight + 40_000);
  await clock.advance(100_000);
  assert.deepEqual(at(), [40_000, 80_000]);
  assert.equal(timer.nextRunMs(), midnight + 120_000);
});

Deno.test("an interval timer ignores the wall clock", async () => {
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

Deno.test("a cron timer calls at UTC times, even those beyond the maximum of a timer", async () => {
  const { clock, timer, at } = startTimer({ cron: "0 */6 * * *" });
  assert.equal(timer.nextRunMs(), midnight + 6 * hourMs);
  await clock.advance(13 * hourMs);
  assert.deepEqual(at(), [6 * hourMs, 12 * hourMs]);
});

Deno.test("a cron timer that wakes late calls once and counts what it missed", async () => {
  const { clock, calls } = startTimer({ cron: "@hourly" });
  clock.jumpWallClock(midnight + 5 * hourMs + 60_000);
  await clock.advance(30_000);
  assert.deepEqual(calls, [{ atMs: 5 * hourMs + 90_000, missed: 4 }]);
});

Deno.test("a cron timer does not repeat a run when the wall clock is corrected backwards", async () => {
  const { clock, calls } = startTimer({ cron: "@hourly" });
  await clock.advance(hourMs);
  assert.equal(calls.length, 1);
  clock.jumpWallClock(midnight + hourMs - 5_000);
  await clock.advance(hourMs);
  assert.equal(calls.length, 1);
  await clock.advance(5_000);
  assert.equal(calls.length, 2);
});

Deno.test("a cron timer follows a wall clock that was days ahead and is corrected", async () => {
  const { clock, timer, calls } = startTimer({ cron: "@hourly" });
  await clock.advance(hourMs);
  clock.jumpWallClock(midnight - 48 * hourMs);
  await clock.advance(30_000);
  assert.equal(timer.nextRunMs(), midnight - 47 * hourMs);
  await clock.advance(hourMs);
  assert.equal(calls.length, 2);
});
