/** Messages between the program and the process that runs a backtest, over its pipes. */

import type { StrategyChoice } from "../../strategy/runner/runner_messages.ts";
import type { CausalityProblem, StartDependence } from "../../strategy/realm/causality.ts";
import type { RefusalTally } from "./backtest_run.ts";
import type { PriceChart } from "../../report/report.ts";
import type { BacktestPlan } from "./plan.ts";
import type { NeededSeries } from "./planned_series.ts";
import type { ResultColumns } from "./result_columns.ts";
import type { StrategyTrial } from "./strategy_trial.ts";

/** The program's own command that starts such a process. */
export const backtestRunnerCommand = "backtest-runner";

/** How long a strategy's code may take: to load, to make its columns, to decide on a block. */
export interface BacktestLimits {
  readonly loadMs: number;
  readonly columnsMs: number;
  readonly blockMs: number;
}

export type BacktestOrder =
  /** The first message. `choices` has the text of each strategy, in the order of the plan. */
  | {
    readonly type: "plan";
    readonly plan: BacktestPlan;
    readonly choices: readonly StrategyChoice[];
    /** How many decisions are made once more over shortened data; see `causality.ts`. */
    readonly checkedDecisions: number;
    /** On how many of its symbols a strategy is checked. */
    readonly checkedSymbols: number;
    /** Whether what the strategies do is counted and timed. */
    readonly isTrial: boolean;
    readonly limits: BacktestLimits;
  }
  /** A portion of a wanted series, by its index there; the columns in the order of `barFields`. */
  | { readonly type: "series"; readonly series: number; readonly columns: readonly Float64Array[] }
  /** All series are there. */
  | { readonly type: "prepare" }
  /** Bars of the next page, by the index of their symbol; see `playedColumns`. */
  | { readonly type: "bars"; readonly symbol: number; readonly columns: readonly Int32Array[] }
  /** Recorded ticks of the next page. */
  | { readonly type: "ticks"; readonly symbol: number; readonly columns: TickColumnsSent }
  /** Plays the page. */
  | { readonly type: "page" }
  | { readonly type: "finish" };

/** Times, and bids and asks in points. */
export type TickColumnsSent = readonly [Float64Array, Int32Array, Int32Array];

/** What the check of a strategy has found. */
export interface CheckedStrategy {
  readonly strategy: string;
  readonly decisions: number;
  readonly problem: CausalityProblem | null;
  /** Open times of the bars that the problem names: where it shows, and the last one known then. */
  readonly problemAt: { readonly atMs: number; readonly lastMs: number } | null;
  readonly start: StartDependence | null;
}

export type BacktestReport =
  /** The series that the strategies look at. */
  | { readonly type: "wanted"; readonly series: readonly NeededSeries[] }
  | { readonly type: "progress"; readonly doneBars: number }
  /** It cannot run, or did not end: a sentence. */
  | { readonly type: "failed"; readonly problem: string }
  | {
    readonly type: "finished";
    readonly columns: ResultColumns;
    readonly refusals: readonly RefusalTally[];
    readonly checked: readonly CheckedStrategy[];
    /** One for each strategy of a trial; otherwise empty. */
    readonly trials: readonly StrategyTrial[];
    /** What the strategies saw; of many symbols the first ones. */
    readonly charts: readonly PriceChart[];
  };
