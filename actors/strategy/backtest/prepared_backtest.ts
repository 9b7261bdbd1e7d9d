/** The strategies of a backtest: loaded, given their series, and made ready to decide. */

import type { PreparedStrategy } from "../../../src/backtest/run/backtest_run.ts";
import type { BacktestOrder } from "../../../src/backtest/run/messages.ts";
import {
  type CalledSeries,
  plannedSeries,
  seriesWithBars,
} from "../../../src/backtest/run/planned_series.ts";
import { type JoinedPrices, joinedPrices } from "../../../src/backtest/run/price_charts.ts";
import { recordingDecisions } from "../../../src/backtest/run/recording_decisions.ts";
import { ActionTally } from "../../../src/backtest/run/strategy_trial.ts";
import { type BarColumns, ok, type Result } from "../../../src/models/mod.ts";
import type { RecordedDecision } from "../../../src/strategy/realm/causality.ts";
import type { SeriesGiven } from "../../../src/strategy/decisions/decision_side.ts";
import type { RealmDecisions } from "../../../src/strategy/realm/realm_decisions.ts";
import type { StrategyChoice } from "../../../src/strategy/runner/runner_messages.ts";
import { type LoadedStrategy, loadStrategy } from "./backtest_strategy.ts";
import type { RealmLimits } from "../realm/strategy_realm.ts";
import { withinTimeLimit } from "../runner/time_limit.ts";

type Plan = Extract<BacktestOrder, { type: "plan" }>;

/** A strategy that has not been called, and the series that it looks at. */
export interface LoadedSeries {
  readonly choice: StrategyChoice;
  readonly strategy: LoadedStrategy;
  readonly series: readonly CalledSeries[];
}

/** A strategy that has its columns, and what has been recorded of it for the check. */
export interface PreparedBacktest {
  readonly choice: StrategyChoice;
  readonly limits: RealmLimits;
  readonly barsNeeded: number;
  /** Empty unless it is checked or tried: the series of all would be more than memory holds. */
  readonly series: readonly SeriesGiven[];
  /** Its own prices, for a picture. */
  readonly prices: JoinedPrices;
  readonly isChecked: boolean;
  readonly recorded: RecordedDecision[];
  readonly decisions: RealmDecisions;
  /** What it did, if that is counted. */
  readonly tally: ActionTally | null;
  /** What the engine asks. */
  readonly played: PreparedStrategy;
  /** What the strategy threw, in words. */
  describe(error: unknown): string;
}

/** The error is a sentence. */
export async function loadedStrategies(
  plan: Plan,
): Promise<Result<readonly LoadedSeries[], string>> {
  const loaded: LoadedSeries[] = [];
  for (const [index, choice] of plan.choices.entries()) {
    const strategy = await loadStrategy(choice, limitsOf(plan));
    if (!strategy.ok) return strategy;
    const { series: wanted } = strategy.value;
    const series = plannedSeries(plan.plan, plan.plan.strategies[index]!, wanted);
    if (!series.ok) return series;
    loaded.push({ choice, strategy: strategy.value, series: series.value });
  }
  return ok(loaded);
}

/** Makes its columns; the error is a sentence. */
export function preparedStrategy(
  { choice, strategy, series: named }: LoadedSeries,
  { plan, index, held }: {
    readonly plan: Plan;
    readonly index: number;
    /** By `keyOf`. */
    readonly held: ReadonlyMap<string, BarColumns>;
  },
): Result<PreparedBacktest, string> {
  const { barsNeeded, describe } = strategy;
  const series = seriesWithBars(plan.plan, named, held);
  const decisions = strategy.prepare(series);
  if (!decisions.ok) return decisions;
  const recorded: RecordedDecision[] = [];
  const { bars: own } = series[0]!;
  const { length } = own.brokerMs;
  const isChecked = placeAmongItsOwn(plan, index) < plan.checkedSymbols;
  const count = isChecked ? plan.checkedDecisions : 0;
  const from = barsNeeded - 1;
  // The first decision can put all that it sees into its memory.
  const samples = count === 0 ? [] : [from, ...samplesOf({ from: from + 1, to: length, count })];
  const tally = plan.isTrial ? new ActionTally() : null;
  const made = tally?.counting(decisions.value, own) ?? decisions.value;
  const isKept = isChecked || plan.isTrial;
  if (!isKept) {
    withinTimeLimit(plan.limits.columnsMs, () => decisions.value.keepPoints());
  }
  return ok({
    ...{ choice, limits: limitsOf(plan), barsNeeded, isChecked, recorded, tally },
    series: isKept ? series : [],
    prices: joinedPrices(own),
    decisions: decisions.value,
    played: {
      decisions: recordingDecisions(made, { samples, recorded, describe }),
      barsNeeded,
    },
    describe,
  });
}

function limitsOf({ limits: { loadMs, columnsMs } }: Plan): RealmLimits {
  return { loadMs, turnMs: columnsMs };
}

/** How many of the same strategy come before it. */
function placeAmongItsOwn({ choices }: Plan, index: number): number {
  return choices.slice(0, index).filter(({ name }) => name === choices[index]!.name).length;
}

/** Indices that are spread evenly. */
function samplesOf(
  { from, to, count }: { readonly from: number; readonly to: number; readonly count: number },
): readonly number[] {
  const step = Math.max(1, Math.floor((to - from) / count));
  return Array.from({ length: count }, (_, at) => from + Math.floor(step / 2) + at * step)
    .filter((index) => index < to);
}
