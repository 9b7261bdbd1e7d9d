/**
 * Picks the priority whose oldest task starts next. Most urgent first, except that every fourth
 * start goes to the task that has waited longest, once it has aged. So no task starves, and a
 * backlog of aged LOW tasks delays urgent ones by at most one start in four.
 *
 * Bound: an aged task with `m` older ones before it starts within the next `4 * (m + 1)` starts.
 */

import { priorities, type Priority } from "../priority.ts";

/**
 * Longer than any wait in a healthy queue, well within the minute after which statistics show a
 * backlog.
 */
export const agedAfterMs = 10_000;

/** One in this many starts goes to aged tasks: a quarter of the slots drains any backlog. */
export const agedTurnEvery = 4;

/** When the oldest waiting task of each priority was queued; undefined when none waits. */
export type OldestQueuedMs = Readonly<Record<Priority, number | undefined>>;

export interface PickContext {
  readonly nowMs: number;
  /** Starts since the longest waiting task was last served. */
  readonly startsSinceOldest: number;
}

export interface Pick {
  readonly priority: Priority;
  /** To be passed as `startsSinceOldest` next time. */
  readonly startsSinceOldest: number;
}

/** Undefined when nothing waits. */
export function pickNext(oldest: OldestQueuedMs, context: PickContext): Pick | undefined {
  const urgent = priorities.find((priority) => oldest[priority] !== undefined);
  if (urgent === undefined) return undefined;
  const longest = longestWaiting(oldest);
  if (longest === undefined || longest === urgent) {
    return { priority: urgent, startsSinceOldest: 0 };
  }
  const waitedMs = context.nowMs - (oldest[longest] ?? context.nowMs);
  const isAgedTurn = context.startsSinceOldest >= agedTurnEvery - 1;
  if (waitedMs >= agedAfterMs && isAgedTurn) return { priority: longest, startsSinceOldest: 0 };
  return { priority: urgent, startsSinceOldest: context.startsSinceOldest + 1 };
}

/** Ignores CRITICAL, which has its own slot. Among equally old tasks the more urgent one wins. */
function longestWaiting(oldest: OldestQueuedMs): Priority | undefined {
  let longest: Priority | undefined;
  for (const priority of priorities) {
    const queuedMs = oldest[priority];
    if (priority === "CRITICAL" || queuedMs === undefined) continue;
    if (longest === undefined || queuedMs < (oldest[longest] ?? Infinity)) longest = priority;
  }
  return longest;
}
