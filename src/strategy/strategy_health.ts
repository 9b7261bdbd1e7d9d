/**
 * How a strategy has behaved, and when that is enough: one that keeps failing is disabled until the
 * bridge starts again. Failures are counted in analyses one after the other, whatever series they
 * were made on.
 */

import { countRestart, type RestartIntensity } from "../runtime/restart_intensity.ts";

export interface StrategyHealth {
  readonly failures: number;
  readonly failuresInRow: number;
  /** Steady times at which it ran over its time, or broke its runner; the recent ones. */
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

/** Five bars without a usable answer are no accident of one odd bar. */
const maxFailuresInRow = 5;

/**
 * Each of these costs a runner and keeps others waiting for the whole timeout: two an hour are
 * forgiven.
 */
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

/** The strategy ran over its time or crashed its runner, at `nowMs` of the steady clock. */
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
