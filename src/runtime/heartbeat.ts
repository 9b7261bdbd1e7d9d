/** Tells a hung child from a suspended machine. */

export interface Silence {
  /** Since the child last answered, steady clock. */
  readonly silentMs: number;
  /** By how much the supervisor's own heartbeat came late: the machine slept, or the main thread was busy. */
  readonly ownDelayMs: number;
}

/**
 * True when a child has been silent for too long. The time the supervisor itself was away is not held
 * against the child: after a suspend nobody could have answered.
 */
export function isHung(silence: Silence, hungAfterMs: number): boolean {
  return silence.silentMs - silence.ownDelayMs > hungAfterMs;
}
