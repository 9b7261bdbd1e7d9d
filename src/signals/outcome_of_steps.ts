/** What the steps of a signal have come to, told to its sender and to the trader. Pure. */

import type { OutsideRefusal, OutsideState } from "../models/outside_signal.ts";

/** One step, as far as it has come; null: it was sent, or there was nothing to do. */
export type StepEnd = OutsideRefusal | null;

export function outcomeOfSteps(
  ends: readonly StepEnd[],
): { readonly state: OutsideState; readonly refusal: OutsideRefusal | null } {
  const refusals = ends.filter((end) => end !== null);
  const [refusal] = refusals;
  if (refusal === undefined) return { state: "done", refusal: null };
  return { state: refusals.length === ends.length ? "refused" : "partly", refusal };
}
