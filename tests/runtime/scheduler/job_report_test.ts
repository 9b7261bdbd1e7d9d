/** The reported result of a run of a job. */

import assert from "node:assert/strict";
import { err, ok } from "../../../src/models/result.ts";
import { reportRun } from "../../../src/runtime/scheduler/job_report.ts";
import { describeTaskError, type TaskError } from "../../../src/runtime/scheduler/task.ts";

const descriptions: readonly [error: TaskError, expected: string][] = [
  [
    { code: "task_failed", task: "prices EURUSD", attempts: 1, cause: { code: "peer_restarted" } },
    "prices EURUSD: peer_restarted",
  ],
  [
    {
      code: "task_threw",
      task: "prices",
      attempts: 1,
      message: "TypeError: x",
      thrownAt: "at a.ts:1",
    },
    "prices: TypeError: x (at a.ts:1)",
  ],
  [
    { code: "task_timeout", task: "prices", attempts: 1, timeoutMs: 500 },
    "prices: no result within 500 ms",
  ],
  [
    { code: "queue_full", task: "prices", attempts: 0, priority: "LOW", limit: 5 },
    "prices: 5 LOW tasks are waiting already",
  ],
  [
    { code: "scheduler_stopped", task: "prices", attempts: 0 },
    "prices: the scheduler has stopped",
  ],
];
for (const [error, expected] of descriptions) {
  Deno.test(`describeTaskError() of ${error.code}`, () => {
    assert.equal(describeTaskError(error), expected);
  });
}

const failed = err<TaskError>({
  code: "task_failed",
  task: "b",
  attempts: 1,
  cause: { code: "no_reply" },
});
const stopped = err<TaskError>({ code: "scheduler_stopped", task: "a", attempts: 0 });
const times = { startedMs: 5, durationMs: 7 };

const reports = [
  { name: "nothing to do", results: [], outcome: "completed", failedTasks: 0, error: null },
  { name: "all well", results: [ok(1), ok(2)], outcome: "completed", failedTasks: 0, error: null },
  {
    name: "one failed",
    results: [ok(1), failed],
    outcome: "failed",
    failedTasks: 1,
    error: "b: no_reply",
  },
  {
    name: "stopped under way",
    results: [ok(1), stopped],
    outcome: "stopped",
    failedTasks: 1,
    error: "a: the scheduler has stopped",
  },
  {
    name: "failed before the stop",
    results: [stopped, failed],
    outcome: "failed",
    failedTasks: 2,
    error: "b: no_reply",
  },
];
for (const { name, results, ...expected } of reports) {
  Deno.test(`reportRun() when ${name}`, () => {
    assert.deepEqual(reportRun(results, times), { ...expected, ...times, tasks: results.length });
  });
}
