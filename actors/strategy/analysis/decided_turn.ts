/** Turns in which a strategy with columns decides. */

import { err } from "../../../src/models/mod.ts";
import type { TurnDone } from "../../../src/strategy/runner/runner_messages.ts";
import type { TurnEnd } from "../../../src/strategy/runner/turn_queue.ts";

/** A turn that could not be had. */
export function failedTurn(error: string): TurnEnd {
  const findings = [{ at: 0, error }];
  return { kind: "done", result: { type: "turn_done", turn: 0, first: 0, runs: 1, findings } };
}

/** Invalid actions count as one failure, just like a throw. */
export function turnWithProblems(result: TurnDone, problems: readonly string[]): TurnDone {
  if (problems.length === 0) return result;
  return { ...result, findings: [{ at: result.first, error: problems.join("; ") }] };
}

/** A turn that decides has no drafts. */
export function noSignalOfTurn() {
  return err({ code: "draft_malformed" as const, detail: "Returned a draft instead of an action" });
}
