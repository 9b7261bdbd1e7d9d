/** How many tasks run in parallel, and the slot reserved for CRITICAL. */

import assert from "node:assert/strict";
import { type Admission, admission, slotCount } from "../../../src/runtime/scheduler/slot_rule.ts";

const counts: readonly { maxWorkers: number; slots: number }[] = [
  { maxWorkers: 1, slots: 2 },
  { maxWorkers: 2, slots: 2 },
  { maxWorkers: 4, slots: 4 },
];
for (const { maxWorkers, slots } of counts) {
  Deno.test(`MAX_WORKERS=${maxWorkers} gives ${slots} slots`, () => {
    assert.equal(slotCount(maxWorkers), slots);
  });
}

for (const maxWorkers of [0, -1, 1.5, NaN, Infinity]) {
  Deno.test(`slotCount() refuses ${maxWorkers}`, () => {
    assert.throws(() => slotCount(maxWorkers), RangeError);
  });
}

const admissions: readonly [slots: number, critical: number, others: number, Admission][] = [
  [2, 0, 0, "any"],
  [2, 0, 1, "critical_only"],
  [2, 1, 0, "any"],
  [2, 1, 1, "none"],
  [2, 2, 0, "none"],
  [4, 0, 2, "any"],
  [4, 0, 3, "critical_only"],
  [4, 1, 2, "any"],
  [4, 1, 3, "none"],
  [4, 3, 0, "any"],
  [4, 4, 0, "none"],
];
for (const [slots, activeCritical, activeOthers, expected] of admissions) {
  Deno.test(`${activeCritical} CRITICAL and ${activeOthers} others in ${slots} slots: ${expected}`, () => {
    assert.equal(admission({ slots, activeCritical, activeOthers }), expected);
  });
}
