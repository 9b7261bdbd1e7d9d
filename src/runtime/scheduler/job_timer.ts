/**
 * Calls back at the times of a timetable. A late timer (busy thread, suspended machine) calls back
 * once with the number of missed runs. Cron timetables follow the wall clock when it is set.
 */

import type { Clock, TimerId } from "../clock.ts";
import { type Every, missedRuns, nextDueMs, type Timetable, timetableOf } from "./timetable.ts";

/**
 * A change of the wall clock is noticed within this time, which is also far below the longest timer
 * delay (24 days).
 */
const maxSleepMs = 30_000;

/**
 * A clock set back by less is a correction and no run is repeated; by more, it was wrong. The same
 * limit as Vixie cron.
 */
const maxCorrectionMs = 3 * 3_600_000;

export interface JobTimerOptions {
  readonly clock: Clock;
  readonly every: Every;
  readonly onDue: (missed: number) => void;
}

export class JobTimer {
  readonly #options: JobTimerOptions;
  #timetable: Timetable;
  #isAnchored = false;
  #dueMs: number | undefined;
  #lastDueMs = -Infinity;
  #timer: TimerId | undefined;

  /** Throws a `RangeError` for an invalid timetable. */
  constructor(options: JobTimerOptions) {
    this.#options = options;
    this.#timetable = timetableOf(options.every, 0);
  }

  /** The grid of an interval begins at the first start and survives a stop. */
  start(): void {
    const { clock, every } = this.#options;
    if (!this.#isAnchored) this.#timetable = timetableOf(every, clock.steadyMs());
    this.#isAnchored = true;
    this.#dueMs = this.#nextDueMs();
    this.#sleep();
  }

  stop(): void {
    this.#options.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#dueMs = undefined;
  }

  /** UTC; null while stopped. */
  nextRunMs(): number | null {
    if (this.#dueMs === undefined) return null;
    return Math.round(this.#options.clock.nowMs() + this.#dueMs - this.#nowMs());
  }

  /** The time on the timetable's own clock. */
  #nowMs(): number {
    const { clock } = this.#options;
    return this.#timetable.kind === "cron" ? clock.nowMs() : clock.steadyMs();
  }

  #nextDueMs(): number | undefined {
    const nowMs = this.#nowMs();
    const wasCorrected = this.#lastDueMs > nowMs && this.#lastDueMs - nowMs < maxCorrectionMs;
    return nextDueMs(this.#timetable, wasCorrected ? this.#lastDueMs : nowMs);
  }

  #sleep(): void {
    if (this.#dueMs === undefined) return;
    const delayMs = Math.min(this.#dueMs - this.#nowMs(), maxSleepMs);
    this.#timer = this.#options.clock.setTimeout(() => this.#wake(), delayMs);
  }

  #wake(): void {
    const dueMs = this.#dueMs;
    const nowMs = this.#nowMs();
    const isDue = dueMs !== undefined && nowMs >= dueMs;
    if (isDue) this.#lastDueMs = dueMs;
    this.#dueMs = this.#nextDueMs();
    this.#sleep();
    if (isDue) this.#options.onDue(missedRuns(this.#timetable, dueMs, nowMs));
  }
}
