/**
 * Tracks a strategy's failures: one that keeps failing is disabled until it is enabled manually or
 * the bridge starts again. Consecutive failures are counted across all series.
 */

import { countRestart, type RestartIntensity } from "../../runtime/restart_intensity.ts";

export interface StrategyHealth {
  readonly failures: number;
  readonly failuresInRow: number;
  /** Recent steady times at which it timed out or crashed its runner. */
  readonly brokeRunnerAtMs: readonly number[];
  /** Why it was disabled; null while it runs. */
  readonly disabled: string | null;
}

export const initialHealth: StrategyHealth = {
  failures: 0,
  failuresInRow: 0,
  brokeRunnerAtMs: [],
  disabled: null,
};

/** Five failures in a row cannot be caused by a single odd bar. */
const maxFailuresInRow = 5;

/** Each one costs a runner and delays others by the whole timeout: two an hour are tolerated. */
const breakIntensity: RestartIntensity = { maxRestarts: 2, windowMs: 3_600_000 };

export interface TurnOutcome {
  /** Analyses made in the turn. */
  readonly runs: number;
  /** Which of them failed, counted from 0, ascending. */
  readonly failed: readonly number[];
}

export function afterTurn(health: StrategyHealth, { runs, failed }: TurnOutcome): StrategyHealth {
  let { failuresInRow } = health;
  let longestRow = 0;
  let expected = 0;
  for (const at of failed) {
    failuresInRow = at === expected ? failuresInRow + 1 : 1;
    longestRow = Math.max(longestRow, failuresInRow);
    expected = at + 1;
  }
  if (expected < runs) failuresInRow = 0;
  const disabled = longestRow >= maxFailuresInRow ? `failed ${longestRow} times in a row` : null;
  return {
    ...health,
    failures: health.failures + failed.length,
    failuresInRow,
    disabled: health.disabled ?? disabled,
  };
}

/** The strategy timed out or crashed its runner at `nowMs` of the steady clock. */
export function afterBrokenRunner(health: StrategyHealth, nowMs: number): StrategyHealth {
  const { restartedAtMs, tooOften } = countRestart(
    health.brokeRunnerAtMs,
    nowMs,
    breakIntensity,
  );
  const next = afterTurn(health, { runs: 1, failed: [0] });
  const disabled = tooOften ? `hung or crashed ${restartedAtMs.length} times in an hour` : null;
  return { ...next, brokeRunnerAtMs: restartedAtMs, disabled: next.disabled ?? disabled };
}
