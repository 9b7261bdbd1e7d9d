/** The answer of a strategy as one list of actions. */

import { maxActions } from "./action_rows.ts";

/** How deep lists of actions may be nested. */
export const maxActionDepth = 3;

/** Actions of one answer; the list is used again. */
export interface ActionList {
  /** The first `count` are valid. */
  readonly actions: unknown[];
  count: number;
}

/**
 * Takes all actions of an answer in their order, at most one more than there may be. An answer may
 * be anything: a list with methods of its own, or a proxy of one.
 */
export function addActions(list: ActionList, answer: unknown, depth = maxActionDepth): void {
  if (answer === null || answer === undefined) return;
  if (depth < 0 || !Array.isArray(answer)) {
    list.actions[list.count++] = answer;
    return;
  }
  const length = Math.min(maxActions + 1, Number(answer.length));
  for (let index = 0; index < length && list.count <= maxActions; index++) {
    addActions(list, answer[index], depth - 1);
  }
}
