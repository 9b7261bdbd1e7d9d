/** The simulated clock that other tests rely on. */

import assert from "node:assert/strict";
import { sleep } from "../../src/runtime/clock.ts";
import { SimulatedClock } from "./simulated_clock.ts";

Deno.test("advance() fires timers by due time, and equal ones in the order they were set", async () => {
  const clock = new SimulatedClock();
  const fired: string[] = [];
  clock.setTimeout(() => fired.push(`late@${clock.steadyMs()}`), 20);
  clock.setTimeout(() => fired.push(`first@${clock.steadyMs()}`), 10);
  clock.setTimeout(() => fired.push(`second@${clock.steadyMs()}`), 10);
  const cleared = clock.setTimeout(() => fired.push("cleared"), 15);
  clock.setTimeout(() => fired.push("beyond"), 31);
  clock.clearTimeout(cleared);

  await clock.advance(30);

  assert.deepEqual(fired, ["first@10", "second@10", "late@20"]);
  assert.equal(clock.steadyMs(), 30);
  assert.equal(clock.pendingTimers, 1);
});

Deno.test("advance() lets promises settle between timers", async () => {
  const clock = new SimulatedClock();
  const startMs = clock.nowMs();
  const seen: number[] = [];
  const scenario = (async () => {
    for (let step = 0; step < 3; step += 1) {
      await sleep(clock, 10);
      seen.push(clock.nowMs() - startMs);
    }
  })();

  await clock.advance(30);
  await scenario;

  assert.deepEqual(seen, [10, 20, 30]);
});

Deno.test("settle() runs what is queued for the next turn, and what that queues in turn", async () => {
  const clock = new SimulatedClock();
  const seen: string[] = [];
  clock.nextTurn(() => {
    seen.push("first");
    Promise.resolve().then(() => clock.nextTurn(() => seen.push("second")));
  });
  assert.deepEqual(seen, []);
  await clock.settle();
  assert.deepEqual(seen, ["first", "second"]);
});

Deno.test("jumpWallClock() moves neither timers nor the steady clock", async () => {
  const clock = new SimulatedClock();
  let fired = false;
  clock.setTimeout(() => fired = true, 10);

  clock.jumpWallClock(0);
  assert.equal(fired, false);
  assert.equal(clock.steadyMs(), 0);
  await clock.advance(10);

  assert.equal(fired, true);
  assert.equal(clock.nowMs(), 10);
});
