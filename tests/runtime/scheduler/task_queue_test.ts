/** The queue of tasks, compared with a sorted list. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { priorities, type Priority } from "../../../src/runtime/priority.ts";
import { TaskQueue } from "../../../src/runtime/scheduler/task_queue.ts";

const anyPriority = fc.constantFrom(...priorities);

Deno.test("take() returns the most urgent first and the older first among equals", () => {
  const queue = new TaskQueue<string>();
  const pushed: [string, Priority][] = [
    ["low 1", "LOW"],
    ["normal 1", "NORMAL"],
    ["critical 1", "CRITICAL"],
    ["normal 2", "NORMAL"],
    ["high 1", "HIGH"],
    ["critical 2", "CRITICAL"],
  ];
  for (const [item, priority] of pushed) queue.push(item, priority, 0);

  const taken = pushed.map(() => queue.take({ nowMs: 0, onlyCritical: false }));

  assert.deepEqual(taken, ["critical 1", "critical 2", "high 1", "normal 1", "normal 2", "low 1"]);
  assert.equal(queue.take({ nowMs: 0, onlyCritical: false }), undefined);
  assert.equal(queue.isEmpty, true);
});

Deno.test("take() leaves all others when only CRITICAL may start", () => {
  const queue = new TaskQueue<string>();
  queue.push("high", "HIGH", 0);
  queue.push("critical", "CRITICAL", 0);

  assert.equal(queue.take({ nowMs: 0, onlyCritical: true }), "critical");
  assert.equal(queue.take({ nowMs: 0, onlyCritical: true }), undefined);
  assert.equal(queue.count("HIGH"), 1);
});

Deno.test("push() refuses at the limit of one priority and still accepts others", () => {
  const queue = new TaskQueue<number>(2);
  assert.deepEqual([1, 2, 3].map((item) => queue.push(item, "LOW", 0)), [true, true, false]);
  assert.equal(queue.push(4, "CRITICAL", 0), true);
  queue.take({ nowMs: 0, onlyCritical: false });
  queue.take({ nowMs: 0, onlyCritical: false });
  assert.equal(queue.push(5, "LOW", 0), true);
  assert.deepEqual(queue.drain(), [2, 5]);
});

Deno.test("the queue behaves as a stable sort by priority, in any mix of pushes and takes", () => {
  const step = fc.oneof(anyPriority, fc.constant("take" as const));
  fc.assert(fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
    const queue = new TaskQueue<number>();
    const model: { id: number; priority: Priority }[] = [];
    steps.forEach((action, id) => {
      if (action !== "take") {
        queue.push(id, action, 0);
        model.push({ id, priority: action });
        return;
      }
      const expected = priorities.flatMap((priority) =>
        model.filter((task) => task.priority === priority)
      )[0];
      if (expected !== undefined) model.splice(model.indexOf(expected), 1);
      assert.equal(queue.take({ nowMs: 0, onlyCritical: false }), expected?.id);
    });
    for (const priority of priorities) {
      const waiting = model.filter((task) => task.priority === priority).length;
      assert.equal(queue.count(priority), waiting);
    }
  }));
});

Deno.test("the order holds for more items than the queue keeps gaps for", () => {
  const queue = new TaskQueue<number>();
  let pushed = 0;
  let taken = 0;
  for (let round = 0; round < 50; round += 1) {
    for (let count = 0; count < 150; count += 1) queue.push(pushed++, "NORMAL", 0);
    for (let count = 0; count < 100; count += 1) {
      assert.equal(queue.take({ nowMs: 0, onlyCritical: false }), taken++);
    }
  }
  assert.equal(queue.count("NORMAL"), pushed - taken);
  assert.deepEqual(queue.drain(), Array.from({ length: pushed - taken }, (_, i) => taken + i));
});
