/** Many deadlines on one timer, compared with one timer each. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { type Deadline, Deadlines } from "../../../src/runtime/scheduler/deadlines.ts";
import { SimulatedClock } from "../../support/simulated_clock.ts";

const add = fc.record({ kind: fc.constant("add" as const), ms: fc.integer({ min: 1, max: 500 }) });
const remove = fc.record({ kind: fc.constant("delete" as const), which: fc.nat(50) });
const wait = fc.record({ kind: fc.constant("wait" as const), ms: fc.nat(300) });

Deno.test("each deadline is called at its time, once, unless it was deleted", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(add, remove, wait), { maxLength: 40 }), async (steps) => {
      const clock = new SimulatedClock();
      const deadlines = new Deadlines(clock);
      const calls: [id: number, atMs: number][] = [];
      const added: Deadline[] = [];
      const expected = new Map<number, number>();
      for (const step of steps) {
        if (step.kind === "add") {
          const id = added.length;
          expected.set(id, clock.steadyMs() + step.ms);
          added.push(deadlines.add(step.ms, () => calls.push([id, clock.steadyMs()])));
        } else if (step.kind === "wait") {
          await clock.advance(step.ms);
        } else {
          const deadline = added[step.which];
          if (deadline === undefined) continue;
          deadlines.delete(deadline);
          if (deadline.dueMs > clock.steadyMs()) expected.delete(step.which);
        }
        assert.ok(clock.pendingTimers <= 1);
      }
      await clock.advance(500);
      const byId = (a: [number, number], b: [number, number]) => a[0] - b[0];
      assert.deepEqual(calls.sort(byId), [...expected].sort(byId));
    }),
  );
});

Deno.test("clear() removes all deadlines and the timer", async () => {
  const clock = new SimulatedClock();
  const deadlines = new Deadlines(clock);
  let calls = 0;
  deadlines.add(10, () => calls += 1);
  deadlines.clear();
  assert.equal(clock.pendingTimers, 0);
  await clock.advance(20);
  assert.equal(calls, 0);
  deadlines.add(10, () => calls += 1);
  await clock.advance(10);
  assert.equal(calls, 1);
});
