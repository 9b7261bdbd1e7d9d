/**
 * How often clients without a right token, all of them together, are sent every state again because
 * they subscribe. Times are of the steady clock.
 */

/** Far more than pages and programs of one trader subscribe. */
const perSecond = 50;
const burst = 50;

export class AnswerBudget {
  #left: number = burst;
  #atMs = -Infinity;

  take(nowMs: number): boolean {
    const passedMs = Math.max(0, nowMs - this.#atMs);
    this.#left = Math.min(burst, this.#left + passedMs / 1_000 * perSecond);
    this.#atMs = nowMs;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
