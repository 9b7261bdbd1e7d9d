/** Messages between the program and the process that runs a backtest, over its pipes. */

import type { StrategyChoice } from "../../strategy/runner_messages.ts";
import type { CausalityProblem, StartDependence } from "../../strategy/causality.ts";
import type { RefusalTally } from "./backtest_run.ts";
import type { BacktestPlan } from "./plan.ts";
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
    /** Whether what the strategies do is counted and timed. */
    readonly isTrial: boolean;
    readonly limits: BacktestLimits;
  }
  /** More bars of a symbol, by its index; the columns in the order of `barFields`. */
  | { readonly type: "bars"; readonly symbol: number; readonly columns: readonly Float64Array[] }
  /** More recorded ticks of a symbol: times, and bids and asks in points. */
  | { readonly type: "ticks"; readonly symbol: number; readonly columns: readonly Float64Array[] }
  | { readonly type: "run" };

/** What the check of a strategy has found. */
export interface CheckedStrategy {
  readonly strategy: string;
  readonly decisions: number;
  readonly problem: CausalityProblem | null;
  readonly start: StartDependence | null;
}

export type BacktestReport =
  | { readonly type: "progress"; readonly doneBars: number; readonly allBars: number }
  /** It cannot run, or did not end: a sentence. */
  | { readonly type: "failed"; readonly problem: string }
  | {
    readonly type: "finished";
    readonly columns: ResultColumns;
    readonly refusals: readonly RefusalTally[];
    readonly checked: readonly CheckedStrategy[];
    /** One for each strategy of a trial; otherwise empty. */
    readonly trials: readonly StrategyTrial[];
  };
