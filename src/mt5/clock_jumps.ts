/**
 * Detects that this computer's clock was set, or that the computer has slept: the wall clock and
 * the steady clock have moved by different amounts. Pure.
 */

/** A smaller difference is an adjustment of the clock, or a busy machine. */
const jumpMinMs = 5_000;

export class ClockJumps {
  #aheadMs: number;

  constructor(nowMs: number, steadyMs: number) {
    this.#aheadMs = nowMs - steadyMs;
  }

  /** By how much the wall clock has jumped since the last call; 0 when it has not. */
  look(nowMs: number, steadyMs: number): number {
    const aheadMs = nowMs - steadyMs;
    const byMs = aheadMs - this.#aheadMs;
    this.#aheadMs = aheadMs;
    return Math.abs(byMs) < jumpMinMs ? 0 : byMs;
  }
}
