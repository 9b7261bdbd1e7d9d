/**
 * Notices that this computer's clock was set, or that it has slept: the wall clock has moved
 * otherwise than the steady one. Pure.
 */

/** Less is a clock that is being adjusted, or a busy machine. */
const jumpMinMs = 5_000;

export class ClockJumps {
  #aheadMs: number;

  constructor(nowMs: number, steadyMs: number) {
    this.#aheadMs = nowMs - steadyMs;
  }

  /** By how much the wall clock has jumped since the last look; 0 when it has not. */
  look(nowMs: number, steadyMs: number): number {
    const aheadMs = nowMs - steadyMs;
    const byMs = aheadMs - this.#aheadMs;
    this.#aheadMs = aheadMs;
    return Math.abs(byMs) < jumpMinMs ? 0 : byMs;
  }
}
