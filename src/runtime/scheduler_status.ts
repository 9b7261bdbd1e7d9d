/** What a scheduler reports about itself, its tasks and its jobs. */

import type { Priority } from "./priority.ts";

/** Counts of current tasks and of the outcomes of ended ones. */
export type TaskCounts = {
  /** Running now. */
  readonly active: number;
  readonly queued: number;
  /** Failed, and waiting for the next attempt. */
  readonly backingOff: number;
  readonly completed: number;
  /** Ended in an error after all retries; timeouts are counted separately. */
  readonly failed: number;
  /** The last attempt passed its deadline. */
  readonly timedOut: number;
  /** Attempts after the first. */
  readonly retried: number;
  /** Refused because the queue was full. */
  readonly refused: number;
  /** Ended because the scheduler stopped. */
  readonly stopped: number;
  /** Results that arrived after the deadline and were discarded. */
  readonly late: number;
};

/** The counts of each priority. */
export type TaskCountsByPriority = Readonly<Record<Priority, TaskCounts>>;

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

/** Plain data for the status page. */
export type SchedulerStatus = {
  readonly state: SchedulerState;
  /** Tasks that can run at a time, including the slot reserved for CRITICAL. */
  readonly slots: number;
  readonly total: TaskCounts;
  readonly byPriority: TaskCountsByPriority;
  readonly jobs: readonly JobStatus[];
};

/**
 * `waiting`: accepts tasks but starts none yet. `draining`: accepts none and lets running ones
 * finish.
 */
export const schedulerStates = ["waiting", "running", "draining", "stopped"] as const;
/** What the scheduler does. */
export type SchedulerState = typeof schedulerStates[number];
