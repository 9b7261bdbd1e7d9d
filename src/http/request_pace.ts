/**
 * Slows down requests without a right token when there are very many of them, so that whoever sends
 * them as fast as possible keeps neither the thread busy nor the trader out. Times are of the
 * steady clock.
 */

/** Far more than pages, scripts and monitoring of one trader send together. */
const perSecond = 200;
const burst = 400;
/** So that a page, too, is answered in time while others flood. */
const waitMsMax = 2_000;

const stepMs = 1_000 / perSecond;

export class RequestPace {
  /** The time from which on nothing has to wait. */
  #freeMs = -Infinity;

  /** How long this request has to wait; 0 as a rule. */
  waitMs(nowMs: number): number {
    // Requests beyond the longest wait are as many as there are connections: they share it.
    const latestMs = nowMs + waitMsMax + burst * stepMs;
    this.#freeMs = Math.min(latestMs, Math.max(this.#freeMs, nowMs) + stepMs);
    return Math.max(0, this.#freeMs - nowMs - burst * stepMs);
  }
}
