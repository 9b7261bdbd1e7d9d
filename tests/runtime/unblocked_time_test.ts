/** A timeout for another thread does not pass while this one is blocked. */

import assert from "node:assert/strict";
import type { Clock } from "../../src/runtime/clock.ts";
import { unblockedTime } from "../../src/runtime/unblocked_time.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

Deno.test("a wait fires after its time, once, and not when it is cleared", async () => {
  const clock = new SimulatedClock();
  const timers = unblockedTime(clock);
  const fired: string[] = [];
  timers.setTimeout(() => fired.push("kept"), 1_000);
  const cleared = timers.setTimeout(() => fired.push("cleared"), 1_100);
  await clock.advance(999);
  assert.deepEqual(fired, []);
  timers.clearTimeout(cleared);
  await clock.advance(5_000);
  assert.deepEqual(fired, ["kept"]);
  assert.equal(clock.pendingTimers, 0);
});

Deno.test("a wait that is cleared when it is due does not fire", async () => {
  let nextTurn = () => {};
  const inner = new SimulatedClock();
  const clock: Clock = {
    ...inner,
    nextTurn: (callback) => void (nextTurn = callback),
  };
  const timers = unblockedTime(clock);
  const timer = timers.setTimeout(() => assert.fail("fired"), 100);
  await inner.advance(100);
  timers.clearTimeout(timer); // what was waited for had arrived meanwhile
  nextTurn();
});

Deno.test("the time of a blocked thread does not count", () => {
  const pending: (() => void)[] = [];
  let turns = 0;
  const timers = unblockedTime({
    ...new SimulatedClock(),
    // A blocked thread finds its timer overdue, by any time, when it goes on.
    setTimeout: (callback) => ({ timer: pending.push(callback) }),
    nextTurn: (callback) => {
      turns += 1;
      callback();
    },
  });
  let fired = 0;
  timers.setTimeout(() => fired += 1, 10_000);
  for (let slice = 0; slice < 39; slice += 1) pending.shift()?.();
  assert.deepEqual([fired, turns], [0, 0]);
  pending.shift()?.();
  assert.deepEqual([fired, turns], [1, 1]);
});
