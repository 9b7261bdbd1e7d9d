/** Recurring work: when it runs, its priority and its tasks. */

import type { Priority } from "./priority.ts";
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

/** How a run may end. */
export const jobOutcomes = ["completed", "failed", "stopped"] as const;
/** How a run ended. */
export type JobOutcome = typeof jobOutcomes[number];

/** The outcome of one run. */
export type JobReport = {
  readonly outcome: JobOutcome;
  /** UTC. */
  readonly startedMs: number;
  readonly durationMs: number;
  readonly tasks: number;
  readonly failedTasks: number;
  /** The error of the first task that failed. */
  readonly error: string | null;
};

/** Why a job could not be run, paused or resumed. */
export type JobError =
  | { readonly code: "job_unknown"; readonly job: string }
  | { readonly code: "job_running"; readonly job: string };

/** What a job may be doing. */
export const jobStates = ["waiting", "running", "paused", "stopped"] as const;

/** A job as the status page shows it. Times are UTC milliseconds. */
export type JobStatus = {
  readonly name: string;
  readonly priority: Priority;
  readonly every: string;
  readonly state: typeof jobStates[number];
  readonly lastRunMs: number | null;
  readonly lastDurationMs: number | null;
  readonly lastOutcome: JobOutcome | null;
  readonly lastError: string | null;
  readonly nextRunMs: number | null;
  readonly runs: number;
  readonly failedRuns: number;
  /**
   * Due runs that were not started: the last one was still running, or the machine was suspended.
   */
  readonly skippedRuns: number;
};
