/**
 * Which reports of the broker's own time are believed. The terminal reports the time of the latest
 * quote, so a single quote with a wrong time moves the very clock that judges quotes. A report is
 * believed at once when it follows from the one believed before and the steady time since, or
 * agrees with the terminal's own clock. Any other one is doubted until the reports have advanced
 * with the steady clock for a minute, without one in between that contradicts them. Pure: steady
 * times are passed in.
 */

import { hourMs, minuteMs } from "../models/time.ts";

/**
 * How far ahead of the broker's own time a stamp is still believed: quotes arrive between two
 * reports of that time.
 */
export const stampAheadMs = 5 * minuteMs;
/**
 * The same for a terminal that does not report the broker's own time: its clock is this computer's,
 * which may be two days off.
 */
export const unquotedAheadMs = 48 * hourMs;
/** Doubted reports that advance with the steady clock differ from it by this much at most. */
const inStepMs = 10_000;
/** How long they must advance with it. */
const confirmsAfterMs = 60_000;
/** How many different ones there must be: a clock that stands still and then leaps is none. */
const confirmsAfterReports = 6;

interface Doubted {
  readonly quotedMs: number;
  /** How far the first one is ahead of the steady clock, and when it came. */
  readonly leadMs: number;
  readonly sinceMs: number;
  readonly reports: number;
}

export class QuotedTime {
  readonly #isBounded: boolean;
  #lastMs: number | null = null;
  #leadMs: number | null = null;
  #terminalLeadMs: number | null = null;
  #doubted: Doubted | null = null;

  /** `isBounded` false believes every report: a replayed market leaps from one time to another. */
  constructor(isBounded: boolean) {
    this.#isBounded = isBounded;
  }

  /** How far the believed time is ahead of the steady clock; null before the first. */
  get leadMs(): number | null {
    return this.#leadMs;
  }

  /** The latest report, when it is doubted. */
  get doubtedMs(): number | null {
    return this.#doubted?.quotedMs ?? null;
  }

  /** The terminal's own clock was read. Returns the report that it confirms. */
  terminalSaid(leadMs: number, steadyMs: number): number | null {
    this.#terminalLeadMs = leadMs;
    const doubted = this.#doubted;
    // Only the first report may be older than the clock it is compared with: the market was closed.
    if (doubted === null || this.#leadMs !== null) return null;
    return this.#isFirst(doubted.leadMs) ? this.#believe(doubted.quotedMs, steadyMs) : null;
  }

  /** The terminal reported the time of the latest quote. Returns it when it is believed. */
  said(quotedMs: number, steadyMs: number): number | null {
    if (!(quotedMs > 0) || quotedMs === this.#lastMs) return null;
    this.#lastMs = quotedMs;
    const leadMs = quotedMs - steadyMs;
    if (this.#isBelieved(leadMs)) return this.#believe(quotedMs, steadyMs);
    const before = this.#inStep(leadMs) ?? { leadMs, sinceMs: steadyMs, reports: 0 };
    const doubted = { ...before, quotedMs, reports: before.reports + 1 };
    this.#doubted = doubted;
    const isLasting = steadyMs - doubted.sinceMs >= confirmsAfterMs &&
      doubted.reports >= confirmsAfterReports;
    return isLasting && !this.#isContradicted(leadMs) ? this.#believe(quotedMs, steadyMs) : null;
  }

  /** The server's clock was changed. */
  serverChanged(byMs: number): void {
    if (this.#leadMs !== null) this.#leadMs += byMs;
    this.#doubted = null;
  }

  #isBelieved(leadMs: number): boolean {
    if (!this.#isBounded || this.#isAgreed(leadMs)) return true;
    return this.#leadMs === null
      ? this.#isFirst(leadMs)
      : Math.abs(leadMs - this.#leadMs) <= stampAheadMs;
  }

  #isAgreed(leadMs: number): boolean {
    const terminalMs = this.#terminalLeadMs;
    return terminalMs !== null && Math.abs(leadMs - terminalMs) <= stampAheadMs;
  }

  /** With nothing before it: not ahead of the terminal's own clock. */
  #isFirst(leadMs: number): boolean {
    return this.#terminalLeadMs !== null && leadMs <= this.#terminalLeadMs + stampAheadMs;
  }

  #inStep(leadMs: number): Doubted | null {
    const doubted = this.#doubted;
    return doubted !== null && Math.abs(leadMs - doubted.leadMs) <= inStepMs ? doubted : null;
  }

  /** The believed time and the terminal's own clock agree on another time, days away. */
  #isContradicted(leadMs: number): boolean {
    const [believedMs, terminalMs] = [this.#leadMs, this.#terminalLeadMs];
    if (believedMs === null || terminalMs === null) return false;
    return Math.abs(believedMs - terminalMs) <= stampAheadMs &&
      Math.abs(leadMs - believedMs) > unquotedAheadMs;
  }

  #believe(quotedMs: number, steadyMs: number): number {
    this.#leadMs = quotedMs - steadyMs;
    this.#doubted = null;
    return quotedMs;
  }
}
