/**
 * How far the analysis of a series has come. Every bar that closes after the series was first seen
 * is analysed once, in order, however many close between two analyses. Only a backlog above a limit
 * is cut, oldest bars first.
 */

import { type BrokerMs, type Timeframe, timeframeMs } from "../../models/mod.ts";

export interface SeriesProgress {
  /** Bars that open at this time or later are not analysed yet. */
  readonly fromMs: BrokerMs;
  /** Open time of the newest bar in the store. */
  readonly lastMs: BrokerMs;
  readonly digits: number;
}

/** Two weeks of minute bars: a larger backlog is history rather than a delay. */
export const maxBacklogBars = 20_000;

/**
 * The store has bars up to `lastMs`. For a series seen for the first time only that newest bar is
 * due.
 */
export function barStored(
  progress: SeriesProgress | undefined,
  lastMs: BrokerMs,
  digits: number,
): SeriesProgress {
  if (progress === undefined) return { fromMs: lastMs, lastMs, digits };
  return { ...progress, lastMs: Math.max(progress.lastMs, lastMs) as BrokerMs, digits };
}

export function isDue(progress: SeriesProgress): boolean {
  return progress.fromMs <= progress.lastMs;
}

/** The most bars that may be due; exact for a series without gaps. */
export function dueBarsAtMost({ fromMs, lastMs }: SeriesProgress, timeframe: Timeframe): number {
  return Math.floor((lastMs - fromMs) / timeframeMs(timeframe)) + 1;
}

/** All bars up to `toMs` are processed. */
export function analysedTo(progress: SeriesProgress, toMs: BrokerMs): SeriesProgress {
  return { ...progress, fromMs: Math.max(progress.fromMs, toMs + 1) as BrokerMs };
}

export interface Backlog {
  /** Open times of the bars to analyse, ascending. */
  readonly times: Float64Array;
  /** Older bars that are skipped. */
  readonly skipped: number;
}

/**
 * Which of the stored bars at `times` (ascending, all from `fromMs` on) are analysed: the newest
 * ones that are due.
 */
export function backlogOf(times: Float64Array, { lastMs }: SeriesProgress): Backlog {
  const stored = times.filter((time) => time <= lastMs);
  const skipped = Math.max(0, stored.length - maxBacklogBars);
  return { times: stored.subarray(skipped), skipped };
}
