/**
 * How often a child may be restarted before its supervisor gives up: OTP's `intensity` and `period`
 * (supervisor.erl, `add_restart/3`): more than `maxRestarts` within `windowMs` is too often.
 */

export interface RestartIntensity {
  /** How many restarts are allowed within the window. */
  readonly maxRestarts: number;
  /** The length of the window. */
  readonly windowMs: number;
}

export interface RestartCount {
  /** Steady times of the restarts inside the window, this one included, oldest first. */
  readonly restartedAtMs: readonly number[];
  readonly tooOften: boolean;
}

/**
 * Counts one more restart at `nowMs` (steady clock). A restart exactly `windowMs` ago still counts.
 */
export function countRestart(
  earlierMs: readonly number[],
  nowMs: number,
  intensity: RestartIntensity,
): RestartCount {
  const restartedAtMs = [...earlierMs.filter((at) => nowMs - at <= intensity.windowMs), nowMs];
  return { restartedAtMs, tooOften: restartedAtMs.length > intensity.maxRestarts };
}
