/** Status of the strategy actor. */

import type { ActorStatus, Json } from "../../src/runtime/actor.ts";
import type { StrategyRecord } from "../../src/strategy/chosen/strategy_set.ts";
import { isDue } from "../../src/strategy/chosen/series_progress.ts";
import type { AnalysisError } from "./protocol.ts";
import type { RunnerStatus } from "./runner/runner_slot.ts";
import type { WatchedSeries } from "./analysis/watched_series.ts";

export interface StrategyActorState {
  /** Each once per group of strategies that watches it. */
  readonly series: readonly (readonly WatchedSeries[])[];
  readonly records: Readonly<Record<string, StrategyRecord>>;
  readonly runners: readonly (RunnerStatus & { readonly series: number })[];
  readonly ticks: {
    readonly shown: number;
    readonly slowestMs: number;
    readonly dropped: number;
  };
  readonly totals: { readonly barsAnalysed: number; readonly barsSkipped: number };
  readonly isBusy: boolean;
  /** Why no strategy runs although the settings name some. */
  readonly strategiesOff: string | null;
  /** Why the latest analysis left out series. */
  readonly lastError: AnalysisError | null;
}

export function strategyStatus(state: StrategyActorState): ActorStatus {
  const { series, records, runners, ticks, totals } = state;
  const problems = problemsOf(state);
  const all = Object.values(records);
  return {
    state: state.isBusy ? "analysing" : "idle",
    health: problems.length === 0 ? "ok" : "degraded",
    ...(problems.length === 0 ? {} : { reason: problems.join("; ") }),
    detail: {
      seriesWatched: series.length,
      seriesDue: series.filter((same) => same.some(({ progress }) => isDue(progress))).length,
      barsSkipped: totals.barsSkipped,
      strategies: Object.fromEntries(
        Object.entries(records).map(([name, record]) => [name, { ...record } satisfies Json]),
      ),
      runners: runners.map((runner) => ({ ...runner })),
      ticks: { ...ticks },
    },
    counters: {
      barsAnalysed: totals.barsAnalysed,
      signals: all.reduce((sum, { buys, sells }) => sum + buys + sells, 0),
      strategyFailures: all.reduce((sum, { failures }) => sum + failures, 0),
    },
  };
}

/** What keeps the actor from doing its work. */
function problemsOf({ records, strategiesOff, lastError }: StrategyActorState): string[] {
  const idle = Object.entries(records)
    .flatMap(([name, { state, problem, lastFailure }]) => {
      if (problem !== null) return [`strategy ${name} is ${state}: it ${problem}`];
      // A file that was never loaded, because its process ended.
      return state === "waiting" && lastFailure !== null
        ? [`strategy ${name} has not started: it ${lastFailure}`]
        : [];
    });
  return [
    ...(strategiesOff === null
      ? []
      : [`the bridge was started without strategies, because ${strategiesOff}`]),
    ...idle,
    ...(lastError === null ? [] : [`bars could not be analysed (${lastError.code}); trying again`]),
  ];
}
