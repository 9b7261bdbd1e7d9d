/** When a bridge that sends no heartbeats counts as frozen. */

import assert from "node:assert/strict";
import { watchForFreeze } from "../../src/cli/watchdog/freeze_watch.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

const secondMs = 1_000;

const cases = [
  { what: "one that runs is frozen after 10 s", beats: 3, hasRun: true, frozenAfterMs: 10_000 },
  { what: "one that starts has 60 s before its first beat", beats: 0, hasRun: false },
  { what: "one that starts has 60 s after its first beat, too", beats: 1, hasRun: false },
];

for (const { what, beats, hasRun, frozenAfterMs = 60_000 } of cases) {
  Deno.test(`watchForFreeze(): ${what}`, async () => {
    const clock = new SimulatedClock();
    let frozen = 0;
    const watch = watchForFreeze(clock, { beats, hasRun }, () => frozen += 1);
    await clock.advance(secondMs + frozenAfterMs);
    assert.deepEqual([frozen, watch.frozenAfterMs], [0, null]);
    await clock.advance(secondMs);
    assert.deepEqual([frozen, watch.frozenAfterMs], [1, frozenAfterMs]);
    assert.equal(clock.pendingTimers, 0);
  });
}

Deno.test("watchForFreeze(): that everything has started counts as a beat", async () => {
  const clock = new SimulatedClock();
  const reports = { beats: 1, hasRun: false };
  const watch = watchForFreeze(clock, reports, () => assert.fail("frozen"));
  await clock.advance(40 * secondMs);
  reports.hasRun = true;
  await clock.advance(10 * secondMs);
  watch.stop();
});
