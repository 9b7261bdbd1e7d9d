/**
 * Slows down what clients without a right token send, all of them together, when it is very much:
 * so they keep neither the thread busy nor the trader out. Times are of the steady clock.
 */

export interface SharedPaceLimits {
  readonly perSecond: number;
  readonly burst: number;
  readonly waitMsMax: number;
}

export class SharedPace {
  readonly #limits: SharedPaceLimits;
  /** The time from which on nothing has to wait. */
  #freeMs = -Infinity;

  constructor(limits: SharedPaceLimits) {
    this.#limits = limits;
  }

  /** How long the next one has to wait; 0 as a rule. */
  waitMs(nowMs: number): number {
    const { perSecond, burst, waitMsMax } = this.#limits;
    const stepMs = 1_000 / perSecond;
    // Those beyond the longest wait are as many as there are connections: they share it.
    const latestMs = nowMs + waitMsMax + burst * stepMs;
    this.#freeMs = Math.min(latestMs, Math.max(this.#freeMs, nowMs) + stepMs);
    return Math.max(0, this.#freeMs - nowMs - burst * stepMs);
  }
}
