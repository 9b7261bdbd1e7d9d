/** Makes some decisions of a backtest once more, to see whether they depend on what comes later. */

import type { CheckedStrategy } from "../../../src/backtest/run/messages.ts";
import { err, ok, type Result } from "../../../src/models/mod.ts";
import {
  type CausalityProblem,
  causalityProblem,
  type MakeDecisions,
  startDependence,
} from "../../../src/strategy/realm/causality.ts";
import type { RealmDecisions } from "../../../src/strategy/realm/realm_decisions.ts";
import { loadStrategy } from "./backtest_strategy.ts";
import type { PreparedBacktest } from "./prepared_backtest.ts";
import { withinTimeLimit } from "../runner/time_limit.ts";

/** The error is a sentence. */
export async function checkCausality(
  one: PreparedBacktest,
): Promise<Result<CheckedStrategy, string>> {
  const { choice, limits, barsNeeded, series, recorded, describe } = one;
  let own: string | null = null; // so that nothing of what a strategy throws need be looked at
  let isSlow = false;
  let index = 0;
  const fail = (problem: string): never => {
    own = problem;
    throw new TypeError(problem);
  };
  const make: MakeDecisions = async (given) => {
    const loaded = await loadStrategy(choice, limits);
    const decisions = loaded.ok ? loaded.value.prepare(given) : loaded;
    if (!decisions.ok) return fail(decisions.error);
    const slow = () => {
      isSlow = true;
      return fail(`${choice.name} does not come back from a decision`);
    };
    return timed(decisions.value, limits.turnMs, slow);
  };
  const found = { strategy: choice.name, decisions: recorded.length };
  const { brokerMs } = series[0]!.bars;
  const withProblem = (problem: CausalityProblem): CheckedStrategy => {
    const last = problem.kind === "column_looks_ahead" ? problem.lastIndex : problem.index;
    const problemAt = { atMs: brokerMs[problem.index]!, lastMs: brokerMs[last]! };
    return { ...found, problem, problemAt, start: null };
  };
  try {
    const asked = { onDecision: (at: number) => void (index = at) };
    const problem = await causalityProblem(make, series, { recorded, ...asked });
    if (problem !== null) return ok(withProblem(problem));
    const regular = recorded.filter(({ isRegular }) => isRegular);
    const start = await startDependence(make, series, { recorded: regular, barsNeeded });
    return ok({ ...found, problem: null, problemAt: null, start });
  } catch (error) {
    const message = own ?? `${choice.name}: ${describe(error)}`;
    if (isSlow) return err(message);
    return ok(withProblem({ kind: "fails_on_shorter_data", index, message }));
  }
}

/** Decisions over shortened data may be those that do not come back. */
function timed(
  decisions: RealmDecisions,
  limitMs: number,
  onSlow: () => never,
): RealmDecisions {
  return {
    ...decisions,
    decide(index) {
      const done = withinTimeLimit(limitMs, () => decisions.decide(index));
      return done === null ? onSlow() : done.value;
    },
  };
}
