/**
 * Slows down whoever tries tokens: each address may be wrong so often, and then only as fast as its allowance grows back.
 * Bounded in memory; times are of the steady clock.
 */

/** A person who mistypes and a program with an old token stay below it. */
const burst = 20;
const perSecond = 2;

/** Addresses remembered; beyond them the one that was wrong longest ago is forgotten. */
const addressesMax = 1_000;

interface Allowance {
  readonly left: number;
  readonly atMs: number;
  readonly isTold: boolean;
}

export class GuessLimit {
  readonly #allowances = new Map<string, Allowance>();

  /** May this address try a token now? */
  mayTry(address: string, nowMs: number): boolean {
    return this.#leftOf(address, nowMs) >= 1;
  }

  /** The address was wrong. True the first time since its allowance was full: worth a line in the log. */
  wasWrong(address: string, nowMs: number): boolean {
    const left = this.#leftOf(address, nowMs);
    const shouldLog = left >= burst || this.#allowances.get(address)?.isTold !== true;
    this.#allowances.delete(address);
    this.#allowances.set(address, { left: Math.max(0, left - 1), atMs: nowMs, isTold: true });
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
