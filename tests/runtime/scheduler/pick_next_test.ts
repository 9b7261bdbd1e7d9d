/** The order of starts: priority, ageing, and the limit within which every task starts. */

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  agedAfterMs,
  agedTurnEvery,
  type OldestQueuedMs,
  pickNext,
} from "../../../src/runtime/scheduler/pick_next.ts";
import { priorities, type Priority } from "../../../src/runtime/priority.ts";
import { TaskQueue } from "../../../src/runtime/scheduler/task_queue.ts";

const none: OldestQueuedMs = {
  CRITICAL: undefined,
  HIGH: undefined,
  NORMAL: undefined,
  LOW: undefined,
};

interface Case {
  readonly name: string;
  readonly oldest: Partial<OldestQueuedMs>;
  readonly nowMs: number;
  readonly startsSinceOldest: number;
  readonly expected: Priority | undefined;
}

const last = agedTurnEvery - 1;
const cases: readonly Case[] = [
  {
    name: "nothing when the queue is empty",
    oldest: {},
    nowMs: 0,
    startsSinceOldest: last,
    expected: undefined,
  },
  { name: "the only one", oldest: { LOW: 0 }, nowMs: 0, startsSinceOldest: 0, expected: "LOW" },
  {
    name: "the most urgent while nothing has aged",
    oldest: { HIGH: 5, LOW: 0 },
    nowMs: agedAfterMs - 1,
    startsSinceOldest: 100,
    expected: "HIGH",
  },
  {
    name: "the most urgent before the aged one's turn",
    oldest: { HIGH: 5, LOW: 0 },
    nowMs: agedAfterMs,
    startsSinceOldest: last - 1,
    expected: "HIGH",
  },
  {
    name: "the aged one when it is its turn",
    oldest: { HIGH: 5, LOW: 0 },
    nowMs: agedAfterMs,
    startsSinceOldest: last,
    expected: "LOW",
  },
  {
    name: "the aged one even before CRITICAL, when it is its turn",
    oldest: { CRITICAL: 0, NORMAL: 1 },
    nowMs: agedAfterMs + 1,
    startsSinceOldest: last,
    expected: "NORMAL",
  },
  {
    name: "the oldest of the aged ones",
    oldest: { HIGH: 9, NORMAL: 3, LOW: 7 },
    nowMs: 2 * agedAfterMs,
    startsSinceOldest: last,
    expected: "NORMAL",
  },
  {
    name: "the more urgent among equally old",
    oldest: { CRITICAL: 0, NORMAL: 3, LOW: 3 },
    nowMs: 2 * agedAfterMs,
    startsSinceOldest: last,
    expected: "NORMAL",
  },
];

for (const { name, oldest, nowMs, startsSinceOldest, expected } of cases) {
  Deno.test(`pickNext() picks ${name}`, () => {
    const pick = pickNext({ ...none, ...oldest }, { nowMs, startsSinceOldest });
    assert.equal(pick?.priority, expected);
  });
}

Deno.test("an aged LOW task starts within the stated bound, whatever arrives after it", () => {
  const arrivals = fc.array(
    fc.array(fc.constantFrom<Priority>("CRITICAL", "HIGH", "NORMAL", "LOW"), { maxLength: 5 }),
    { minLength: 200, maxLength: 200 },
  );
  const older = fc.array(fc.constantFrom<Priority>("HIGH", "NORMAL", "LOW"), { maxLength: 20 });
  fc.assert(fc.property(older, arrivals, (before, rounds) => {
    const queue = new TaskQueue<string>();
    before.forEach((priority, index) => queue.push(`older ${index}`, priority, 0));
    queue.push("watched", "LOW", 1);
    const bound = agedTurnEvery * (before.length + 1);
    const nowMs = agedAfterMs + 1;
    for (let starts = 1; starts <= bound; starts += 1) {
      for (const priority of rounds[starts] ?? []) queue.push("younger", priority, nowMs);
      // In the worst case there is always more urgent work.
      queue.push("younger", "CRITICAL", nowMs);
      queue.push("younger", "HIGH", nowMs);
      if (queue.take({ nowMs, onlyCritical: false }) === "watched") return;
    }
    assert.fail(`not started within ${bound} starts`);
  }));
});

Deno.test("a backlog of aged LOW tasks delays HIGH ones by at most one start in four", () => {
  const queue = new TaskQueue<Priority>();
  for (let count = 0; count < 100; count += 1) queue.push("LOW", "LOW", 0);
  const nowMs = 10 * agedAfterMs;
  for (let count = 0; count < 30; count += 1) queue.push("HIGH", "HIGH", nowMs);

  const starts = Array.from({ length: 40 }, () => queue.take({ nowMs, onlyCritical: false }));

  assert.equal(starts.filter((priority) => priority === "HIGH").length, 30);
  assert.deepEqual(starts.slice(0, 4), ["HIGH", "HIGH", "HIGH", "LOW"]);
});

Deno.test("pickNext() never picks a priority without queued tasks", () => {
  const queuedMs = fc.option(fc.integer({ min: 0, max: 50_000 }), { nil: undefined });
  const oldest = fc.record({ CRITICAL: queuedMs, HIGH: queuedMs, NORMAL: queuedMs, LOW: queuedMs });
  fc.assert(fc.property(oldest, fc.nat(10), (waiting, startsSinceOldest) => {
    const pick = pickNext(waiting, { nowMs: 50_000, startsSinceOldest });
    const isEmpty = priorities.every((priority) => waiting[priority] === undefined);
    if (isEmpty) assert.equal(pick, undefined);
    else assert.notEqual(waiting[pick?.priority ?? "LOW"], undefined);
  }));
});
