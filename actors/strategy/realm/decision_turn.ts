/**
 * One decision of a strategy with columns, in the runner: makes the columns, decides on the last
 * bar, and copies what was decided. Nothing of the realm but numbers and texts is read.
 */

import { actionRowLength, maxActions } from "../../../src/strategy/decisions/action_rows.ts";
import type { TurnResult } from "../../../src/strategy/runner/run_turn.ts";
import type { DecidedBar, Work } from "../../../src/strategy/runner/runner_messages.ts";
import type { StrategyRealm } from "./strategy_realm.ts";

export type DecisionResult = TurnResult & { readonly decided?: DecidedBar };

type DecisionWork = Extract<Work, { kind: "decision" }>;
type Decisions = NonNullable<ReturnType<StrategyRealm["decisions"]>>;

/** Null when it took too long. */
export function decisionTurn(realm: StrategyRealm, work: DecisionWork): DecisionResult | null {
  const [own] = work.series;
  if (own === undefined) throw new TypeError("A decision needs a series");
  try {
    const decisions = realm.decisions(work.series);
    if (decisions === null) return null;
    const last = own.bars.brokerMs.length - 1;
    const decided = realm.within(() => decidedOn(last, decisions, work));
    return decided && { first: 0, runs: 1, findings: [], decided: decided.value };
  } catch (error) {
    return { first: 0, runs: 1, findings: [{ at: 0, error: realm.describe(error) }] };
  }
}

function decidedOn(
  index: number,
  decisions: Decisions,
  { view, state }: DecisionWork,
): DecidedBar {
  if (state !== null) decisions.restore(state);
  for (let at = 0; at < view.length; at++) decisions.view[at] = view[at]!;
  const count = Math.min(Number(decisions.decide(index)), maxActions);
  const rows = new Float64Array(count * actionRowLength);
  for (let at = 0; at < rows.length; at++) rows[at] = Number(decisions.rows[at]);
  const reasons = Array.from({ length: count }, (_, row) => `${decisions.reason(row)}`);
  return { rows, reasons, state: `${decisions.state()}` };
}
