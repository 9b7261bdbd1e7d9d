/** Task outcomes, by priority. */

import { priorities } from "../priority.ts";
import type { TaskCounts, TaskCountsByPriority } from "../scheduler_status.ts";

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
