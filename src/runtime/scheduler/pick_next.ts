/**
 * Which priority has its oldest task started next. Most urgent first, except that every fourth
 * start goes to the task that has waited longest, once it has aged. So nothing starves, and a
 * backlog of aged LOW tasks cannot push urgent ones back by more than one start in four.
 *
 * Bound: an aged task with `m` older ones before it starts within the next `4 * (m + 1)` starts.
 */

import { priorities, type Priority } from "./priority.ts";

/**
 * Longer than any healthy queue makes a task wait, well within the minute at which statistics show
 * a backlog.
 */
export const agedAfterMs = 10_000;

/** One start in so many is the aged tasks' turn: a quarter of the slots drains any backlog. */
export const agedTurnEvery = 4;

/** When the oldest waiting task of each priority was queued; undefined where none waits. */
export type OldestQueuedMs = Readonly<Record<Priority, number | undefined>>;

export interface PickContext {
  readonly nowMs: number;
  /** Starts since the longest waiting task was last served. */
  readonly startsSinceOldest: number;
}

export interface Pick {
  readonly priority: Priority;
  /** To be handed in as `startsSinceOldest` next time. */
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

/** CRITICAL is left out: it has a slot of its own. The more urgent one among equally old. */
function longestWaiting(oldest: OldestQueuedMs): Priority | undefined {
  let longest: Priority | undefined;
  for (const priority of priorities) {
    const queuedMs = oldest[priority];
    if (priority === "CRITICAL" || queuedMs === undefined) continue;
    if (longest === undefined || queuedMs < (oldest[longest] ?? Infinity)) longest = priority;
  }
  return longest;
}
