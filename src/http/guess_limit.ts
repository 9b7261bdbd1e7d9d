/**
 * Slows down clients that guess tokens: each address has an allowance of wrong attempts, which
 * grows back slowly. Memory is bounded; times are of the steady clock.
 */

/** A person who mistypes and a program with an old token stay below this. */
const burst = 20;
const perSecond = 2;

/**
 * The number of addresses remembered; beyond it the one with the oldest wrong attempt is forgotten.
 */
const addressesMax = 1_000;

interface Allowance {
  readonly left: number;
  readonly atMs: number;
  readonly isLogged: boolean;
}

export class GuessLimit {
  readonly #allowances = new Map<string, Allowance>();

  /** Whether this address has not sent too many wrong tokens. */
  mayTry(address: string, nowMs: number): boolean {
    return this.#leftOf(address, nowMs) >= 1;
  }

  /**
   * Counts a wrong token. True the first time since the allowance was full, so that it is logged
   * once.
   */
  wasWrong(address: string, nowMs: number): boolean {
    const left = this.#leftOf(address, nowMs);
    const shouldLog = left >= burst || this.#allowances.get(address)?.isLogged !== true;
    this.#allowances.delete(address);
    this.#allowances.set(address, { left: Math.max(0, left - 1), atMs: nowMs, isLogged: true });
    const oldest = this.#allowances.keys().next().value;
    if (this.#allowances.size > addressesMax && oldest !== undefined) {
      this.#allowances.delete(oldest);
    }
    return shouldLog;
  }

  #leftOf(address: string, nowMs: number): number {
    const known = this.#allowances.get(address);
    if (known === undefined) return burst;
    return Math.min(burst, known.left + (nowMs - known.atMs) / 1_000 * perSecond);
  }
}
