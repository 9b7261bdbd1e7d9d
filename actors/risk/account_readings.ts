/**
 * Account figures as reported by the account: the latest sound ones, their age, and the last ones
 * of the previous day.
 */

import { type AccountMetrics, type BrokerMs, brokerNow } from "../../src/models/mod.ts";
import { isLaterDay } from "../../src/risk/broker_day.ts";
import type { Reading } from "./venue_inquiry.ts";

export class AccountReadings {
  readonly #steadyMs: () => number;
  #latest: Reading | null = null;
  #dayEnd: Reading | null = null;
  #unsound: string | null = null;

  constructor(steadyMs: () => number) {
    this.#steadyMs = steadyMs;
  }

  /** The latest sound reading; null before the first. */
  get latest(): Reading | null {
    return this.#latest;
  }

  /** The last reading of the previous day, until the next day has begun. */
  get dayEnd(): Reading | null {
    return this.#dayEnd;
  }

  /** What is wrong with the latest figures; null when nothing is. */
  get unsound(): string | null {
    return this.#unsound;
  }

  get ageMs(): number {
    return this.#latest === null ? Infinity : this.#steadyMs() - this.#latest.arrivedSteadyMs;
  }

  /** The broker's time now; null before the first reading. */
  get brokerNowMs(): BrokerMs | null {
    const latest = this.#latest;
    if (latest === null) return null;
    const told = { brokerMs: latest.brokerMs, steadyMs: latest.arrivedSteadyMs };
    return brokerNow(told, this.#steadyMs());
  }

  /**
   * `problem` says why the figures make no sense; such figures are ignored. `day` is the current
   * broker day, empty before the first one.
   */
  take(
    account: AccountMetrics,
    time: BrokerMs,
    { problem, day }: { readonly problem: string | null; readonly day: string },
  ): void {
    this.#unsound = problem;
    if (problem !== null) return;
    const before = this.#latest;
    // Replies and messages can arrive out of order.
    if (before !== null && account.utcMs < before.account.utcMs) return;
    if (before !== null && isLaterDay(time, day) && !isLaterDay(before.brokerMs, day)) {
      this.#dayEnd = before;
    }
    this.#latest = { account, brokerMs: time, arrivedSteadyMs: this.#steadyMs() };
  }

  dayBegan(): void {
    this.#dayEnd = null;
  }
}
