/** How often something may happen: a number at once, which grows back with time. */

export interface Rates {
  readonly burst: number;
  readonly perSecond: number;
}

export class RateLimit {
  readonly #rates: Rates;
  #left: number;
  #atMs = -Infinity;

  constructor(rates: Rates) {
    this.#rates = rates;
    this.#left = rates.burst;
  }

  /** Takes one; false when none is left. Times are of the steady clock. */
  take(nowMs: number): boolean {
    const left = this.left(nowMs);
    const isAllowed = left >= 1;
    this.#left = isAllowed ? left - 1 : left;
    this.#atMs = nowMs;
    return isAllowed;
  }

  /** How many may be taken, with the part of the next one that has grown. */
  left(nowMs: number): number {
    const { burst, perSecond } = this.#rates;
    return Math.min(burst, this.#left + (nowMs - this.#atMs) / 1_000 * perSecond);
  }
}
