/** What a strategy did over all bars of a backtest, and how long a bar takes. */

import {
  type ActionTally,
  columnGaps,
  type StrategyTrial,
} from "../../../src/backtest/run/strategy_trial.ts";
import { err, ok, type Result } from "../../../src/models/mod.ts";
import type { Clock } from "../../../src/runtime/clock.ts";
import { lastBars } from "../../../src/strategy/realm/causality.ts";
import type { SeriesGiven } from "../../../src/strategy/decisions/decision_side.ts";
import type { RealmDecisions } from "../../../src/strategy/realm/realm_decisions.ts";
import type { StrategyChoice } from "../../../src/strategy/runner/runner_messages.ts";
import { loadStrategy } from "./backtest_strategy.ts";
import type { RealmLimits } from "../realm/strategy_realm.ts";
import { withinTimeLimit } from "../runner/time_limit.ts";

/** The middle one of so many bars is told: the first ones are slow, because nothing is compiled. */
const timedBars = 25;

interface Tried {
  readonly choice: StrategyChoice;
  readonly limits: RealmLimits;
  readonly barsNeeded: number;
  readonly series: readonly SeriesGiven[];
  readonly decisions: RealmDecisions;
}

/** The error is a sentence. */
export async function trialOf(
  one: Tried,
  { counts, entries, decidedBars }: ActionTally,
  clock: Clock,
): Promise<Result<StrategyTrial, string>> {
  const { choice, barsNeeded, series, decisions } = one;
  const barMs = await timeOf(one, clock);
  if (!barMs.ok) return barMs;
  const columns = JSON.parse(decisions.columnNames()) as readonly string[];
  const { brokerMs } = series[0]!.bars;
  return ok({
    ...{ strategy: choice.name, barsNeeded, decidedBars, columns, counts, entries },
    gaps: columnGaps(decisions, columns, { from: barsNeeded - 1, brokerMs }),
    barMs: barMs.value,
  });
}

/** As in the running bridge, where each bar has its columns made of the last `barsNeeded` bars. */
async function timeOf(
  { choice, limits, barsNeeded, series }: Tried,
  clock: Clock,
): Promise<Result<number, string>> {
  const loaded = await loadStrategy(choice, limits);
  if (!loaded.ok) return loaded;
  const last = series.map((given) => lastBars(given, barsNeeded));
  const index = last[0]!.bars.brokerMs.length - 1;
  const times: number[] = [];
  for (let at = 0; at < timedBars; at++) {
    const startedMs = clock.steadyMs();
    const decisions = loaded.value.prepare(last);
    if (!decisions.ok) return decisions;
    try {
      withinTimeLimit(limits.turnMs, () => index < barsNeeded - 1 || decisions.value.decide(index));
    } catch (error) {
      return err(`${choice.name}: ${loaded.value.describe(error)}`);
    }
    times.push(clock.steadyMs() - startedMs);
  }
  return ok(times.sort((one, other) => one - other)[Math.floor(timedBars / 2)]!);
}
