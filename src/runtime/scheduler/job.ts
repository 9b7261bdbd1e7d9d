/** Work that is done again and again: when, how urgently, and as which tasks. */

import type { Priority } from "./priority.ts";
import type { RetryPolicy } from "./retry_policy.ts";
import type { Failure, TaskRun } from "./task.ts";
import type { Every } from "./timetable.ts";

/** What every job says of itself. */
export interface JobBase {
  /** Unique; shown in logs and status. */
  readonly name: string;
  /** When it is due. */
  readonly every: Every;
  /** Which tasks it goes before. */
  readonly priority: Priority;
  /** For each task of the job. Left out: one attempt, the next run is the retry. */
  readonly retry?: RetryPolicy;
  /** Deadline of an attempt; the scheduler's own when left out. */
  readonly timeoutMs?: number;
  /** Runs once as soon as the scheduler starts, too. */
  readonly runAtStart?: boolean;
}

/** One of the tasks that a run of a job is made of, such as the prices of one symbol. */
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

/** What one run came to. */
export type JobReport = {
  readonly outcome: "completed" | "failed" | "stopped";
  /** UTC. */
  readonly startedMs: number;
  readonly durationMs: number;
  readonly tasks: number;
  readonly failedTasks: number;
  /** Of the first task that failed. */
  readonly error: string | null;
};

/** Why a job could not be run, paused or resumed. */
export type JobError =
  | { readonly code: "job_unknown"; readonly job: string }
  | { readonly code: "job_running"; readonly job: string };

/** A job as the status page shows it. Times are UTC milliseconds. */
export type JobStatus = {
  readonly name: string;
  readonly priority: Priority;
  readonly every: string;
  readonly state: "waiting" | "running" | "paused" | "stopped";
  readonly lastRunMs: number | null;
  readonly lastDurationMs: number | null;
  readonly lastOutcome: JobReport["outcome"] | null;
  readonly lastError: string | null;
  readonly nextRunMs: number | null;
  readonly runs: number;
  readonly failedRuns: number;
  /** Runs that were due and not started: the last one still ran, or the machine slept. */
  readonly skippedRuns: number;
};
