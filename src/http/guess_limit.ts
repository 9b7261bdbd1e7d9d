/**
 * Slows down clients that guess tokens: each address may make a number of wrong attempts, which
 * grows back slowly. Memory is bounded; times are of the steady clock.
 */

import { RateLimit, type Rates } from "../runtime/rate_limit.ts";

/** A person who mistypes and a program with an old token stay below this. */
const wrongTokens: Rates = { burst: 20, perSecond: 2 };

/**
 * The number of addresses remembered; beyond it the one with the oldest wrong attempt is forgotten.
 */
const addressesMax = 1_000;

export class GuessLimit {
  /** The addresses that have sent a wrong token; the one with the latest is last. */
  readonly #limits = new Map<string, RateLimit>();

  /** Whether this address has not sent too many wrong tokens. */
  mayTry(address: string, nowMs: number): boolean {
    return (this.#limits.get(address)?.left(nowMs) ?? wrongTokens.burst) >= 1;
  }

  /** Counts a wrong token. True for the first one, and for the first after a long time without. */
  wasWrong(address: string, nowMs: number): boolean {
    const limit = this.#limits.get(address) ?? new RateLimit(wrongTokens);
    const shouldLog = limit.left(nowMs) >= wrongTokens.burst;
    limit.take(nowMs);
    this.#limits.delete(address);
    this.#limits.set(address, limit);
    const oldest = this.#limits.keys().next().value;
    if (this.#limits.size > addressesMax && oldest !== undefined) this.#limits.delete(oldest);
    return shouldLog;
  }
}
