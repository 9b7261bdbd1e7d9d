/**
 * Account figures as reported by the account: the latest sound ones, their age, and the last ones
 * of the previous day.
 */

import {
  type AccountMetrics,
  type BrokerMs,
  brokerNow,
  type FiguresPlace,
  type VenueSnapshot,
} from "../../src/models/mod.ts";
import { isLaterDay } from "../../src/risk/day/broker_day.ts";
import type { LedgerComparison } from "../../src/risk/day/day_ledger.ts";
import { RealisedProfit } from "../../src/risk/day/realised_profit.ts";
import type { CountedChange } from "../../src/risk/day/risk_metrics.ts";
import { UnexplainedChanges } from "../../src/risk/day/unexplained_changes.ts";
import { explanationMaxMs } from "./timeouts.ts";
import type { AccountReading } from "./venue_inquiry.ts";

export interface TakenFigures {
  readonly account: AccountMetrics;
  /** Null for a venue that sends everything in order. */
  readonly place: FiguresPlace | null;
  readonly brokerMs: BrokerMs;
}

export interface JudgedFigures {
  /** Why the figures make no sense; null when they do. */
  readonly problem: string | null;
  /** The current broker day, empty before the first one. */
  readonly day: string;
  /** Limits are watched with them, whatever is wrong. */
  readonly isCounted: boolean;
  /** Null while no day is being counted. */
  readonly comparison: LedgerComparison | null;
  readonly credit: number;
  /** The time of day was certain when they arrived. */
  readonly isSurelyDated: boolean;
}

export class AccountReadings {
  readonly #steadyMs: () => number;
  #latest: AccountReading | null = null;
  #dayEnd: AccountReading | null = null;
  #unsound: string | null = null;
  #isCounted = false;
  #isLatestSound = false;
  #isDayEndSound = false;
  #isLatestDated = false;
  #source: string | null = null;
  #lastNumber = -Infinity;
  readonly #realised = new RealisedProfit();
  readonly #unexplained = new UnexplainedChanges(explanationMaxMs);

  readonly #onSoundness: (problem: string | null) => void;

  /** `onSoundness` is called when figures cease to make sense, and when they do again (null). */
  constructor(steadyMs: () => number, onSoundness: (problem: string | null) => void) {
    this.#steadyMs = steadyMs;
    this.#onSoundness = onSoundness;
  }

  /** The latest reading that counts; null before the first. */
  get latest(): AccountReading | null {
    return this.#latest;
  }

  /** Whether the time of the latest reading is certain. */
  get isLatestDated(): boolean {
    return this.#isLatestDated;
  }

  /** The last reading of the previous day, until the next day has begun. */
  get dayEnd(): AccountReading | null {
    return this.#dayEnd;
  }

  /** Whether a day may start from the last reading of the one before it. */
  get isDayEndSound(): boolean {
    return this.#dayEnd === null ? this.#isLatestSound : this.#isDayEndSound;
  }

  /** The problem with the latest figures; null when there is none. */
  get unsound(): string | null {
    return this.#unsound;
  }

  /** Whether limits are watched with the latest figures. */
  get isCounted(): boolean {
    return this.#isCounted;
  }

  get ageMs(): number {
    return this.#latest === null ? Infinity : this.#steadyMs() - this.#latest.arrivedSteadyMs;
  }

  /** The broker's time now; null before the first reading. */
  get brokerNowMs(): BrokerMs | null {
    const latest = this.#latest;
    if (latest === null) return null;
    const reported = { brokerMs: latest.brokerMs, steadyMs: latest.arrivedSteadyMs };
    return brokerNow(reported, this.#steadyMs());
  }

  /** What the readings show of a change that no deal explains. */
  get change(): CountedChange {
    const judged: CountedChange["judged"] = (unexplained) =>
      this.#unexplained.judged(unexplained, this.#steadyMs());
    return { realised: this.#realised.money, judged };
  }

  /** The venue is connected; figures of `source` follow. */
  begin(source: string | null): void {
    this.#realised.interrupted();
    if (source !== null && source === this.#source) return;
    this.#source = source;
    this.#lastNumber = -Infinity;
  }

  /** Figures that make no sense are ignored, unless they count nevertheless. */
  take(
    { account, place, brokerMs: time }: TakenFigures,
    { problem, isCounted, day, comparison, credit, isSurelyDated }: JudgedFigures,
  ): void {
    if (this.#isOvertaken(place)) return;
    const isChanged = (problem === null) !== (this.#unsound === null);
    this.#unsound = problem;
    if (isChanged) this.#onSoundness(problem);
    this.#isCounted = isCounted;
    if (!isCounted) return;
    const before = this.#latest;
    if (before !== null && isLaterDay(time, day) && !isLaterDay(before.brokerMs, day)) {
      this.#dayEnd = before;
      this.#isDayEndSound = this.#isLatestSound;
    }
    this.#isLatestSound = problem === null;
    this.#isLatestDated = isSurelyDated;
    this.#latest = { account, brokerMs: time, arrivedSteadyMs: this.#steadyMs() };
    const unexplained = comparison?.unexplained ?? { balance: 0, credit: 0 };
    this.#realised.take(account, unexplained.balance, this.#steadyMs());
    this.#unexplained.take(unexplained, { balance: account.balance, credit }, this.#steadyMs());
  }

  /**
   * Replies and messages can arrive out of order, and figures of an earlier source may still be in
   * transit.
   */
  #isOvertaken(place: FiguresPlace | null): boolean {
    if (place === null || this.#source === null) return false;
    if (place.source !== this.#source || place.number < this.#lastNumber) return true;
    this.#lastNumber = place.number;
    return false;
  }

  dayBegan(): void {
    this.#dayEnd = null;
    this.#unexplained.forget();
  }
}

export function figuresOf({ account, place, takenBrokerMs }: VenueSnapshot): TakenFigures {
  return { account, place: place ?? null, brokerMs: takenBrokerMs };
}
