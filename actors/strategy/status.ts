/** Status of the strategy actor. */

import type { ActorStatus, Json } from "../../src/runtime/actor.ts";
import type { StrategyRecord } from "../../src/strategy/strategy_set.ts";
import { isDue } from "../../src/strategy/series_progress.ts";
import type { AnalysisError } from "./protocol.ts";
import type { RunnerStatus } from "./runner_slot.ts";
import type { WatchedSeries } from "./watched_series.ts";

export interface StrategyActorState {
  readonly series: readonly WatchedSeries[];
  readonly records: Readonly<Record<string, StrategyRecord>>;
  readonly runners: readonly (RunnerStatus & { readonly series: number })[];
  readonly ticks: { readonly shown: number; readonly slowestMs: number };
  readonly droppedTicks: number;
  readonly totals: { readonly barsAnalysed: number; readonly barsSkipped: number };
  readonly isBusy: boolean;
  /** Why the latest analysis left out series. */
  readonly lastError: AnalysisError | null;
}

export function strategyStatus(state: StrategyActorState): ActorStatus {
  const { series, records, runners, ticks, droppedTicks, totals } = state;
  const problems = problemsOf(state);
  const all = Object.values(records);
  return {
    state: state.isBusy ? "analysing" : "idle",
    health: problems.length === 0 ? "ok" : "degraded",
    ...(problems.length === 0 ? {} : { reason: problems.join("; ") }),
    detail: {
      seriesWatched: series.length,
      seriesDue: series.filter(({ progress }) => isDue(progress)).length,
      barsSkipped: totals.barsSkipped,
      strategies: Object.fromEntries(
        Object.entries(records).map(([name, record]) => [name, { ...record } satisfies Json]),
      ),
      runners: runners.map((runner) => ({ ...runner })),
      ticks: { ...ticks, dropped: droppedTicks },
    },
    counters: {
      barsAnalysed: totals.barsAnalysed,
      signals: all.reduce((sum, { buys, sells }) => sum + buys + sells, 0),
      strategyFailures: all.reduce((sum, { failures }) => sum + failures, 0),
    },
  };
}

/** What keeps the actor from doing its work. */
function problemsOf({ records, lastError }: StrategyActorState): string[] {
  const idle = Object.entries(records)
    .filter(([, { state }]) => state !== "enabled")
    .map(([name, { state, problem }]) => `strategy ${name} is ${state}: it ${problem}`);
  return lastError === null
    ? idle
    : [...idle, `bars could not be analysed (${lastError.code}); trying again`];
}
