/**
 * What an account says of itself: its latest sound figures, how old they are, and those with which
 * a day has ended.
 */

import { type AccountMetrics, type BrokerMs, brokerNow } from "../../src/models/mod.ts";
import { isLaterDay } from "../../src/risk/broker_day.ts";
import { overtakenByMaxMs, overtakenWithinMs } from "./timeouts.ts";
import { unsoundness } from "../../src/risk/risk_metrics.ts";
import type { Reading } from "./venue_inquiry.ts";

export class AccountReadings {
  readonly #steadyMs: () => number;
  #latest: Reading | null = null;
  #dayEnd: Reading | null = null;
  #unsound: string | null = null;

  constructor(steadyMs: () => number) {
    this.#steadyMs = steadyMs;
  }

  /** The last sound one; null before the first. */
  get latest(): Reading | null {
    return this.#latest;
  }

  /** The last one of the day that has ended, until the next has begun. */
  get dayEnd(): Reading | null {
    return this.#dayEnd;
  }

  /** What is wrong with the figures that came last; null when nothing is. */
  get unsound(): string | null {
    return this.#unsound;
  }

  get ageMs(): number {
    return this.#latest === null ? Infinity : this.#steadyMs() - this.#latest.arrivedSteadyMs;
  }

  /** What it is at the broker now; null before the first. */
  get brokerNowMs(): BrokerMs | null {
    const latest = this.#latest;
    if (latest === null) return null;
    const told = { brokerMs: latest.brokerMs, steadyMs: latest.arrivedSteadyMs };
    return brokerNow(told, this.#steadyMs());
  }

  /** `day` is the one that is being counted, empty before the first. */
  take(account: AccountMetrics, time: BrokerMs, day: string): void {
    this.#unsound = unsoundness(account);
    if (this.#unsound !== null) return;
    const before = this.#latest;
    if (before !== null && this.#isOvertaken(account, before)) return;
    if (before !== null && isLaterDay(time, day) && !isLaterDay(before.brokerMs, day)) {
      this.#dayEnd = before;
    }
    this.#latest = { account, brokerMs: time, arrivedSteadyMs: this.#steadyMs() };
  }

  /**
   * Answers and messages overtake each other by moments; what is older by more was dated before the
   * clock was set back.
   */
  #isOvertaken(account: AccountMetrics, { account: before, arrivedSteadyMs }: Reading): boolean {
    const olderMs = before.utcMs - account.utcMs;
    const isRecent = this.#steadyMs() - arrivedSteadyMs <= overtakenWithinMs;
    return isRecent && olderMs > 0 && olderMs <= overtakenByMaxMs;
  }

  dayBegan(): void {
    this.#dayEnd = null;
  }
}
