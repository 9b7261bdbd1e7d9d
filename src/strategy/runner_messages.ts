/**
 * What the strategy actor and a runner say to each other. A runner does one turn at a time: one
 * strategy over one series. What a runner reports is checked by `runner_report.ts`: strategies run
 * in the same worker.
 */

import type { SeriesKey, TickBatch, UnixMs } from "../models/mod.ts";
import type { Window } from "./strategy.ts";

export interface StrategyChoice {
  readonly name: string;
  /** Numbers by name; missing ones have defaults. */
  readonly parameters: Readonly<Record<string, number>>;
  /** The text of its module, for a strategy of the trader's own. */
  readonly source?: string;
}

/** One strategy's work on one series. */
export type Work =
  /**
   * Analyse the newest `fresh` bars of the series, the oldest of them first, each with its own
   * window.
   */
  | { readonly kind: "bars"; readonly fresh: number }
  /** `receivedMs`: when the oldest of them reached the bridge. */
  | { readonly kind: "ticks"; readonly ticks: TickBatch; readonly receivedMs: UnixMs };

export type RunnerCommand =
  /** The first message: which strategies to run; answered with `ready`. */
  | {
    readonly type: "configure";
    readonly strategies: readonly StrategyChoice[];
    /** A turn that takes longer is interrupted and not answered. */
    readonly turnLimitMs: number;
  }
  /** The bars that later turns on this series look at; replaces what was there. */
  | { readonly type: "bars"; readonly seriesId: string; readonly window: Window }
  | {
    readonly type: "turn";
    readonly turn: number;
    readonly strategy: string;
    readonly seriesId: string;
    readonly work: Work;
  };

/** A strategy that can run, with the parameters it was given. */
export interface ReadyStrategy {
  readonly name: string;
  readonly barsNeeded: number;
  readonly watchesTicks: boolean;
}

export interface RefusedStrategy {
  readonly name: string;
  readonly problem: string;
}

/**
 * An analysis that concluded something or failed; `at` counts the fresh bars from 0 (for ticks it
 * is 0).
 */
export type Finding =
  | { readonly at: number; readonly draft: Readonly<Record<string, unknown>> }
  | { readonly at: number; readonly error: string };

export interface TurnDone {
  readonly type: "turn_done";
  readonly turn: number;
  /** The first fresh bar with a whole window. */
  readonly first: number;
  /** Analyses made from there on: fewer than bars were left when the strategy kept failing. */
  readonly runs: number;
  /** Ascending by `at`. */
  readonly findings: readonly Finding[];
}

export type RunnerReport =
  | {
    readonly type: "ready";
    readonly strategies: readonly ReadyStrategy[];
    readonly refused: readonly RefusedStrategy[];
  }
  | TurnDone
  /** Something threw outside of a turn's own call: the runner is not to be used any more. */
  | { readonly type: "crashed"; readonly error: string };

/** The series of a terminal, in one word. */
export function seriesId(terminal: string, { symbol, timeframe }: SeriesKey): string {
  return `${terminal}/${symbol}/${timeframe}`;
}
