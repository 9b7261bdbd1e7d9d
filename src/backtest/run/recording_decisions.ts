/**
 * Decisions of which some are recorded, so that they can be made once more afterwards: some at
 * regular distances, and after each of these the next one that does something and the next one that
 * remembers something. Most decisions do nothing, and one that does nothing shows little.
 */

import { actionRowLength } from "../../strategy/decisions/action_rows.ts";
import { recordDecision, type RecordedDecision } from "../../strategy/realm/causality.ts";
import type { RealmDecisions } from "../../strategy/realm/realm_decisions.ts";

/** So many decisions after a regular one are watched; reading the state of each takes its time. */
const watchedDecisions = 4_000;

export interface RecordingOptions {
  /** Ascending indices of bars. */
  readonly samples: readonly number[];
  /** Where they are kept. */
  readonly recorded: RecordedDecision[];
  /** What a strategy threw, in words. */
  describe(error: unknown): string;
}

/** What a strategy throws becomes an `Error` in words. */
export function recordingDecisions(
  decisions: RealmDecisions,
  { samples, recorded, describe }: RecordingOptions,
): RealmDecisions {
  let next = 0;
  let watched = 0;
  let isActionWanted = false;
  let isMemoryWanted = false;
  const decideRegularly = (index: number): RecordedDecision => {
    while (samples[next] !== undefined && samples[next]! <= index) next++;
    const one = recordDecision(decisions, index);
    recorded.push(one);
    watched = watchedDecisions;
    isActionWanted = one.actions.length === 0;
    isMemoryWanted = one.state === one.stateAfter;
    return one;
  };
  const decideWatched = (index: number): number => {
    const state = decisions.state();
    const count = decisions.decide(index);
    const stateAfter = decisions.state();
    watched--;
    const isAction = isActionWanted && count > 0;
    const isMemory = isMemoryWanted && state !== stateAfter;
    if (!isAction && !isMemory) return count;
    const actions = decisions.rows.slice(0, count * actionRowLength);
    const view = Float64Array.from(decisions.view);
    recorded.push({ index, state, view, actions, stateAfter, isRegular: false });
    if (isAction) isActionWanted = false;
    if (isMemory) isMemoryWanted = false;
    if (!isActionWanted && !isMemoryWanted) watched = 0;
    return count;
  };
  const decide = (index: number): number => {
    if (index >= (samples[next] ?? Infinity)) {
      return decideRegularly(index).actions.length / actionRowLength;
    }
    return watched === 0 ? decisions.decide(index) : decideWatched(index);
  };
  return {
    ...decisions,
    decide(index) {
      try {
        return decide(index);
      } catch (error) {
        throw new Error(`at bar ${index + 1}: ${describe(error)}`);
      }
    },
  };
}
