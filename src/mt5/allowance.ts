/** How often something may happen: a number at once, which grows back with time. */

export interface AllowanceRates {
  readonly burst: number;
  readonly perSecond: number;
}

export class RateAllowance {
  readonly #rates: AllowanceRates;
  #left: number;
  #atMs: number;

  /** Times are of the steady clock. */
  constructor(rates: AllowanceRates, nowMs: number) {
    this.#rates = rates;
    this.#left = rates.burst;
    this.#atMs = nowMs;
  }

  /** Takes one; false when none is left. */
  take(nowMs: number): boolean {
    const { burst, perSecond } = this.#rates;
    this.#left = Math.min(burst, this.#left + (nowMs - this.#atMs) / 1_000 * perSecond);
    this.#atMs = nowMs;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
