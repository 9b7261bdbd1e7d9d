/** Recurring work: when it runs, its priority and its tasks. */

import type { Priority } from "../priority.ts";
import type { RetryPolicy } from "./retry_policy.ts";
import type { Failure, TaskRun } from "./task.ts";
import type { Every } from "./timetable.ts";

/** The properties common to all jobs. */
export interface JobBase {
  /** Unique; shown in logs and status. */
  readonly name: string;
  /** When it runs. */
  readonly every: Every;
  /** Its urgency compared with other tasks. */
  readonly priority: Priority;
  /** For each task of the job. When omitted: one attempt, and the next run is the retry. */
  readonly retry?: RetryPolicy;
  /** Deadline of an attempt; the scheduler's default when omitted. */
  readonly timeoutMs?: number;
  /** Also runs once as soon as the scheduler starts. */
  readonly runAtStart?: boolean;
}

/** One task of a job's run, such as the prices of one symbol. */
export interface JobTask {
  /** For logs and errors. */
  readonly name: string;
  /** The work. */
  readonly run: TaskRun<unknown, Failure>;
}

/** A run is one task (`run`), or as many as `tasks` names at that moment, in parallel. */
export type Job =
  & JobBase
  & (
    | { readonly run: TaskRun<unknown, Failure>; readonly tasks?: never }
    | { readonly tasks: () => readonly JobTask[]; readonly run?: never }
  );
