/** Combines the results of a job's tasks: one failed task fails the run. */

import type { Result } from "../../models/result.ts";
import type { JobReport } from "../scheduler_status.ts";
import { describeTaskError, type TaskError } from "./task.ts";

export function reportRun(
  results: readonly Result<unknown, TaskError>[],
  times: Pick<JobReport, "startedMs" | "durationMs">,
): JobReport {
  const errors = results.filter((result) => !result.ok).map((result) => result.error);
  const failure = errors.find((error) => error.code !== "scheduler_stopped");
  const error = failure ?? errors[0];
  return {
    outcome: error === undefined ? "completed" : failure === undefined ? "stopped" : "failed",
    ...times,
    tasks: results.length,
    failedTasks: errors.length,
    error: error === undefined ? null : describeTaskError(error),
  };
}
