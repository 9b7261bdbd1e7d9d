/**
 * Messages between the strategy actor and a runner. A runner does one turn at a time: one strategy
 * over one series. `runner_report.ts` validates the reports, because untrusted strategies run in
 * the same worker.
 */

import type { SeriesKey, StrategySetting, TickBatch, UnixMs } from "../../models/mod.ts";
import type { SeriesWanted } from "../contract/column_strategy.ts";
import type { SeriesGiven } from "../decisions/decision_side.ts";
import type { Window } from "../contract/strategy.ts";

/** The program's own command that starts a runner of files. */
export const runnerCommand = "strategy-runner";

export interface StrategyChoice extends StrategySetting {
  /** The text of its file, for one of the trader's own strategies. */
  readonly source?: string;
  /** Why its file cannot be used; it is refused. */
  readonly problem?: string;
}

/** One strategy's work on one series. */
export type Work =
  /** Analyse the newest `fresh` bars of the series, oldest first, each with its own window. */
  | { readonly kind: "bars"; readonly fresh: number }
  /** `receivedMs`: when the oldest of them reached the bridge. */
  | { readonly kind: "ticks"; readonly ticks: TickBatch; readonly receivedMs: UnixMs }
  /** Decide on the last bar of the first series; see `DecisionSide`. */
  | {
    readonly kind: "decision";
    /** That on which the strategy decides comes first. */
    readonly series: readonly SeriesGiven[];
    readonly view: Float64Array;
    /** A `DecisionState`, as JSON; null before the first decision. */
    readonly state: string | null;
  };

export type RunnerCommand =
  /** The first message: which strategies to run; answered with `ready`. */
  | {
    readonly type: "configure";
    readonly strategies: readonly StrategyChoice[];
    /** A turn that takes longer is interrupted without a reply. */
    readonly turnLimitMs: number;
    /** A file that takes longer to load is refused. */
    readonly loadLimitMs: number;
  }
  /** The bars for later turns on this series; replaces earlier ones. */
  | { readonly type: "bars"; readonly seriesId: string; readonly window: Window }
  | {
    readonly type: "turn";
    readonly turn: number;
    readonly strategy: string;
    readonly seriesId: string;
    readonly work: Work;
  };

/** A strategy that can run, with its parameters. */
export interface ReadyStrategy {
  readonly name: string;
  readonly barsNeeded: number;
  readonly watchesTicks: boolean;
  /** It has columns and decides on each bar; its further series. */
  readonly series?: Readonly<Record<string, SeriesWanted>>;
}

export interface RefusedStrategy {
  readonly name: string;
  readonly problem: string;
}

/** An analysis with a result or a failure; `at` counts the fresh bars from 0 (0 for ticks). */
export type AnalysisResult =
  | { readonly at: number; readonly draft: Readonly<Record<string, unknown>> }
  | { readonly at: number; readonly error: string };

/** What a strategy with columns has decided on one bar. */
export interface DecidedBar {
  /** Rows of actions one after the other; see `action_rows.ts`. */
  readonly rows: Float64Array;
  /** The reason of each row. */
  readonly reasons: readonly string[];
  /** The strategy's state after the bar: a `DecisionState`, as JSON. */
  readonly state: string;
}

export interface TurnDone {
  readonly type: "turn_done";
  readonly turn: number;
  /** The first fresh bar with a full window. */
  readonly first: number;
  /** Analyses made from there on; fewer than the remaining bars when the strategy kept failing. */
  readonly runs: number;
  /** Ascending by `at`. */
  readonly findings: readonly AnalysisResult[];
  /** The decision of a turn that decides; missing when it failed. */
  readonly decided?: DecidedBar;
}

export type RunnerReport =
  | {
    readonly type: "ready";
    readonly strategies: readonly ReadyStrategy[];
    readonly refused: readonly RefusedStrategy[];
  }
  /** The strategy's file is loaded next: from here on it is to blame for what happens. */
  | { readonly type: "loading"; readonly strategy: string }
  | TurnDone
  /** An error outside of a turn's own call: the runner must not be used any more. */
  | { readonly type: "crashed"; readonly error: string };

/** A string id for a terminal's series. */
export function seriesId(terminal: string, { symbol, timeframe }: SeriesKey): string {
  return `${terminal}/${symbol}/${timeframe}`;
}
