/**
 * What an account says of itself: its latest sound figures, how old they are, and those with which
 * a day has ended.
 */

import {
  type AccountMetrics,
  type BrokerMs,
  brokerNow,
  type FiguresPlace,
  type VenueSnapshot,
} from "../../src/models/mod.ts";
import { isLaterDay } from "../../src/risk/broker_day.ts";
import { unsoundness } from "../../src/risk/risk_metrics.ts";
import type { Reading } from "./venue_inquiry.ts";

export interface TakenFigures {
  readonly account: AccountMetrics;
  /** Null where a venue tells everything in order. */
  readonly place: FiguresPlace | null;
  readonly brokerMs: BrokerMs;
}

export class AccountReadings {
  readonly #steadyMs: () => number;
  #latest: Reading | null = null;
  #dayEnd: Reading | null = null;
  #unsound: string | null = null;
  #source: string | null = null;
  #lastNumber = -Infinity;

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

  /** The venue is connected, and `source` is whose figures follow. */
  begin(source: string | null): void {
    if (source !== null && source === this.#source) return;
    this.#source = source;
    this.#lastNumber = -Infinity;
  }

  /** `day` is the one that is being counted, empty before the first. */
  take({ account, place, brokerMs: time }: TakenFigures, day: string): void {
    if (this.#isOvertaken(place)) return;
    this.#unsound = unsoundness(account);
    if (this.#unsound !== null) return;
    const before = this.#latest;
    if (before !== null && isLaterDay(time, day) && !isLaterDay(before.brokerMs, day)) {
      this.#dayEnd = before;
    }
    this.#latest = { account, brokerMs: time, arrivedSteadyMs: this.#steadyMs() };
  }

  /**
   * Answers and messages overtake each other, and figures of an earlier source may still be on
   * their way.
   */
  #isOvertaken(place: FiguresPlace | null): boolean {
    if (place === null || this.#source === null) return false;
    if (place.source !== this.#source || place.number < this.#lastNumber) return true;
    this.#lastNumber = place.number;
    return false;
  }

  dayBegan(): void {
    this.#dayEnd = null;
  }
}

export function figuresOf({ account, place, takenBrokerMs }: VenueSnapshot): TakenFigures {
  return { account, place: place ?? null, brokerMs: takenBrokerMs };
}
