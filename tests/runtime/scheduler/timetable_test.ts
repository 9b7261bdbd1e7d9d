/** When jobs are due and how many runs a late timer has missed. */

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  missedRuns,
  nextDueMs,
  type Timetable,
  timetableOf,
} from "../../../src/runtime/scheduler/timetable.ts";

const every10s = timetableOf({ intervalMs: 10_000 }, 3_000);
const hourly = timetableOf({ cron: "@hourly" }, 0);
const hourMs = 3_600_000;

const due: readonly { name: string; timetable: Timetable; afterMs: number; expected: number }[] = [
  { name: "at the anchor", timetable: every10s, afterMs: 3_000, expected: 13_000 },
  { name: "just before due", timetable: every10s, afterMs: 12_999.9, expected: 13_000 },
  { name: "at the due time", timetable: every10s, afterMs: 13_000, expected: 23_000 },
  { name: "after a late run", timetable: every10s, afterMs: 18_500, expected: 23_000 },
  { name: "after a long sleep", timetable: every10s, afterMs: 1_000_000, expected: 1_003_000 },
  { name: "for cron", timetable: hourly, afterMs: 1, expected: hourMs },
];
for (const { name, timetable, afterMs, expected } of due) {
  Deno.test(`nextDueMs() ${name} is ${expected}`, () => {
    assert.equal(nextDueMs(timetable, afterMs), expected);
  });
}

const missedRunCases: readonly {
  name: string;
  timetable: Timetable;
  dueMs: number;
  nowMs: number;
  expected: number;
}[] = [
  { name: "on time", timetable: every10s, dueMs: 13_000, nowMs: 13_000, expected: 0 },
  { name: "a little late", timetable: every10s, dueMs: 13_000, nowMs: 22_999, expected: 0 },
  { name: "one interval late", timetable: every10s, dueMs: 13_000, nowMs: 23_000, expected: 1 },
  { name: "woken late", timetable: every10s, dueMs: 13_000, nowMs: 100_000, expected: 8 },
  { name: "cron on time", timetable: hourly, dueMs: hourMs, nowMs: hourMs + 9, expected: 0 },
  { name: "cron late", timetable: hourly, dueMs: hourMs, nowMs: 4 * hourMs, expected: 3 },
  { name: "cron very late", timetable: hourly, dueMs: 0, nowMs: 9e9, expected: 1_000 },
];
for (const { name, timetable, dueMs, nowMs, expected } of missedRunCases) {
  Deno.test(`missedRuns() ${name} is ${expected}`, () => {
    assert.equal(missedRuns(timetable, dueMs, nowMs), expected);
  });
}

for (const intervalMs of [0, -5, NaN, Infinity]) {
  Deno.test(`timetableOf() refuses an interval of ${intervalMs}`, () => {
    assert.throws(() => timetableOf({ intervalMs }, 0), RangeError);
  });
}

Deno.test("timetableOf() explains what is wrong with a cron expression", () => {
  assert.throws(
    () => timetableOf({ cron: "61 * * * *" }, 0),
    /Invalid cron "61 \* \* \* \*": .*61/,
  );
});

Deno.test("an interval job runs on its grid, however late its timers are", () => {
  const delays = fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 50 });
  fc.assert(fc.property(fc.integer({ min: 1, max: 2_000 }), delays, (intervalMs, lateMs) => {
    const timetable = timetableOf({ intervalMs }, 0);
    let nowMs = 0;
    let ran = 0;
    let missed = 0;
    for (const late of lateMs) {
      const dueMs = nextDueMs(timetable, nowMs);
      assert.ok(dueMs !== undefined && dueMs > nowMs && dueMs % intervalMs === 0);
      nowMs = dueMs + late;
      ran += 1;
      missed += missedRuns(timetable, dueMs, nowMs);
    }
    assert.equal(ran + missed, Math.floor(nowMs / intervalMs));
  }));
});
