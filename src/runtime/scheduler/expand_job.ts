/** The tasks that one run of a job is made of. */

import { err, ok, type Result } from "../../models/result.ts";
import type { Job, JobTask } from "./job.ts";
import { describeThrown, type Failure, type Task, type TaskError } from "./task.ts";

/** A throw of `tasks` fails the run, as if its only task had thrown. */
export function expandJob(job: Job): Result<readonly Task<unknown, Failure>[], TaskError> {
  const { name, priority, retry, timeoutMs } = job;
  const settings = {
    priority,
    ...(retry === undefined ? {} : { retry }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
  let parts: readonly JobTask[];
  try {
    parts = job.tasks === undefined ? [{ name, run: job.run }] : job.tasks();
  } catch (error) {
    return err({ code: "task_threw", task: name, attempts: 0, ...describeThrown(error) });
  }
  return ok(parts.map((part) => ({ name: part.name, run: part.run, ...settings })));
}
