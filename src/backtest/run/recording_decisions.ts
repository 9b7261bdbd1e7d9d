/** Decisions of which some are recorded, so that they can be made once more afterwards. */

import { actionRowLength } from "../../strategy/action_rows.ts";
import { recordDecision, type RecordedDecision } from "../../strategy/causality.ts";
import type { RealmDecisions } from "../../strategy/realm_decisions.ts";

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
  const decide = (index: number): number => {
    if (index < (samples[next] ?? Infinity)) return decisions.decide(index);
    while (samples[next] !== undefined && samples[next]! <= index) next++;
    const one = recordDecision(decisions, index);
    recorded.push(one);
    return one.actions.length / actionRowLength;
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
