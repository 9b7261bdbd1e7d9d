/**
 * Recent approvals of one account: how many orders they send, the signals they acted on, and the
 * risk they reserve.
 */

import type { ApprovalId, RiskDecision, TraceId } from "../../src/models/mod.ts";
import type { Reservation } from "../../src/risk/facts/commitments.ts";
import { recalledAges } from "../../src/risk/facts/recalled_ages.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import { openPositionsMaxAgeMs, reservationMaxMs } from "./timeouts.ts";
import { minuteMs } from "../../src/models/time.ts";

/** Far more than are approved before a signal is too old. */
const tracesMax = 5_000;
/** Far more than are in flight at a time. */
const shownMax = 1_000;

interface Promised {
  readonly reservation: Reservation;
  readonly approvedMs: number;
  readonly untilMs: number;
}

export class Approvals {
  readonly #clock: Clock;
  readonly #traces = new Set<TraceId>();
  /** Steady times of approvals and of repeats after a requote, oldest first. */
  #timesMs: number[] = [];
  #promised: Promised[] = [];
  readonly #shownPerLot = new Map<ApprovalId, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Takes the decisions of earlier runs, newest first; since the newest, orders were sent again
   * `repeats` times.
   */
  recall(decisions: readonly RiskDecision[], repeats: number): void {
    const approved = decisions.filter(({ refusals }) => refusals.length === 0);
    for (const { proposal } of approved) this.#traces.add(proposal.trace);
    const nowMs = this.#clock.steadyMs();
    const times = recalledAges(approved, repeats).map((ageMs) => nowMs - ageMs);
    this.#timesMs = [...times, ...this.#timesMs].sort((left, right) => left - right);
  }

  /** `shownPerLot`: as the terminal's check has shown it; null where it has shown nothing more. */
  add(trace: TraceId, reservation: Reservation, shownPerLot: number | null): void {
    if (shownPerLot !== null) this.#shownPerLot.set(reservation.approval, shownPerLot);
    const [first] = this.#shownPerLot.keys();
    if (this.#shownPerLot.size > shownMax && first !== undefined) this.#shownPerLot.delete(first);
    const nowMs = this.#clock.steadyMs();
    this.#timesMs.push(nowMs);
    const untilMs = nowMs + reservationMaxMs;
    this.#promised.push({ reservation, approvedMs: nowMs, untilMs });
    this.#traces.add(trace);
    const [oldest] = this.#traces;
    if (this.#traces.size > tracesMax && oldest !== undefined) this.#traces.delete(oldest);
  }

  /** The order of an approval is sent again. */
  addRepeat(): void {
    this.#timesMs.push(this.#clock.steadyMs());
  }

  has(trace: TraceId): boolean {
    return this.#traces.has(trace);
  }

  /** How many orders they allow the terminal to be sent, each repeat after a requote included. */
  get lastMinute(): number {
    const fromMs = this.#clock.steadyMs() - minuteMs;
    this.#timesMs = this.#timesMs.filter((timeMs) => timeMs > fromMs);
    return this.#timesMs.length;
  }

  /** What a lot of them is worth for each whole unit of price, by the terminal's checks. */
  get shownPerLot(): ReadonlyMap<ApprovalId, number> {
    return this.#shownPerLot;
  }

  /** Approvals that may still be used. */
  get reservations(): Reservation[] {
    return this.reservedSince(Infinity);
  }

  /**
   * Also those that were given since a steady time and may have been used: what was read then does
   * not contain their orders.
   */
  reservedSince(sinceMs: number): Reservation[] {
    const nowMs = this.#clock.steadyMs();
    const fromMs = nowMs - openPositionsMaxAgeMs;
    this.#promised = this.#promised.filter(({ untilMs }) => untilMs > fromMs);
    return this.#promised
      .filter(({ untilMs, approvedMs }) => untilMs > nowMs || approvedMs >= sinceMs)
      .map(({ reservation }) => reservation);
  }

  /** They have become intents: the intent journal counts them from here on. */
  release(used: readonly ApprovalId[]): void {
    this.#promised = this.#promised.filter(({ reservation }) =>
      !used.includes(reservation.approval)
    );
  }
}
