/** The pool's invariants in random sequences of submissions, endings and delays. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../../../src/runtime/random.ts";
import { priorities } from "../../../src/runtime/priority.ts";
import { sumCounts } from "../../../src/runtime/scheduler/task_counts.ts";
import { TaskPool } from "../../../src/runtime/scheduler/task_pool.ts";
import { HeldTasks } from "../../support/held_task.ts";
import { SimulatedClock } from "../../support/simulated_clock.ts";

const submit = fc.record({
  kind: fc.constant("submit" as const),
  priority: fc.constantFrom(...priorities),
  retries: fc.nat(2),
});
const finish = fc.record({
  kind: fc.constantFrom("complete" as const, "fail" as const),
  /** Index of an attempt; ended ones are not changed. */
  which: fc.nat(1_000),
});
const wait = fc.record({ kind: fc.constant("wait" as const), ms: fc.nat(1_500) });
const scenario = fc.array(fc.oneof(submit, finish, wait), { maxLength: 60 });

Deno.test("in any sequence each task ends exactly once, slots are not exceeded, and the counts add up", async () => {
  await fc.assert(
    fc.asyncProperty(scenario, fc.integer({ min: 1, max: 4 }), async (steps, maxWorkers) => {
      const clock = new SimulatedClock();
      const held = new HeldTasks();
      const random = seededRandom(7);
      const pool = new TaskPool({
        clock,
        random,
        maxWorkers,
        taskTimeoutMs: 1_000,
        maxQueuedPerPriority: 5,
      });
      pool.start();
      let submitted = 0;
      let ended = 0;
      for (const step of steps) {
        if (step.kind === "submit") {
          submitted += 1;
          const retry = { limit: step.retries };
          pool.submit(held.task(`${submitted}`, step.priority, { retry })).then(() => ended += 1);
        } else if (step.kind === "wait") {
          await clock.advance(step.ms);
        } else if (held.started.length > 0) {
          held.started[step.which % held.started.length]?.[step.kind]();
        }
        await clock.settle();
        const counts = pool.counts();
        const others = counts.HIGH.active + counts.NORMAL.active + counts.LOW.active;
        assert.ok(others <= pool.slots - 1 && others + counts.CRITICAL.active <= pool.slots);
        const sum = sumCounts(counts);
        assert.equal(submitted - ended, sum.active + sum.queued + sum.backingOff);
        assert.equal(
          ended,
          sum.completed + sum.failed + sum.timedOut + sum.refused + sum.stopped,
        );
      }
      const stopping = pool.stop(100);
      await clock.advance(100);
      await stopping;
      await clock.settle();
      assert.equal(ended, submitted);
      assert.equal(clock.pendingTimers, 0);
    }),
    { numRuns: 150 },
  );
});
