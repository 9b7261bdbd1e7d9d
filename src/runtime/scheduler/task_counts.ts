/** Task outcomes, by priority. */

import { priorities, type Priority } from "./priority.ts";

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

/** Counters that the pool increments. */
export type MutableTaskCounts = { -readonly [Count in keyof TaskCounts]: number };

export function noTasks(): MutableTaskCounts {
  return {
    active: 0,
    queued: 0,
    backingOff: 0,
    completed: 0,
    failed: 0,
    timedOut: 0,
    retried: 0,
    refused: 0,
    stopped: 0,
    late: 0,
  };
}

export function sumCounts(byPriority: TaskCountsByPriority): TaskCounts {
  const sum = noTasks();
  for (const priority of priorities) {
    const counts = byPriority[priority];
    for (const name of Object.keys(sum) as (keyof TaskCounts)[]) sum[name] += counts[name];
  }
  return sum;
}
