/** Times without bars in which the symbol's sessions say that it is traded. Pure. */

import type { WeeklySession } from "../../models/weekly_session.ts";
import { dayMs, minuteMs } from "../../models/time.ts";

export interface HistoryHole {
  readonly fromMs: number;
  readonly toMs: number;
  /** How much of it is within sessions. */
  readonly openMinutes: number;
}

const weekMinutes = 7 * 1_440;
/** 1970-01-04 was a Sunday. */
const sundayMs = 3 * dayMs;

/** Counts the minutes of sessions up to a time; without sessions it is never closed. */
export class SessionMinutes {
  /** How many of the minutes before this one of the week are within sessions. */
  readonly #before = new Uint32Array(weekMinutes + 1);

  constructor(sessions: readonly WeeklySession[]) {
    const isOpen = new Uint8Array(weekMinutes).fill(sessions.length === 0 ? 1 : 0);
    for (const { fromMinute, toMinute } of sessions) isOpen.fill(1, fromMinute, toMinute);
    for (let at = 0; at < weekMinutes; at++) {
      this.#before[at + 1] = this.#before[at]! + isOpen[at]!;
    }
  }

  between(fromMs: number, toMs: number): number {
    return this.#until(toMs) - this.#until(fromMs);
  }

  #until(ms: number): number {
    const minutes = Math.floor((ms - sundayMs) / minuteMs);
    const weeks = Math.floor(minutes / weekMinutes);
    return weeks * this.#before[weekMinutes]! + this.#before[minutes - weeks * weekMinutes]!;
  }
}

export interface HoleSearch {
  readonly sessions: SessionMinutes;
  readonly barMs: number;
  /** Shorter holes are minutes in which nothing was quoted. */
  readonly leastMinutes: number;
}

/** Finds holes as bars come, oldest first; remembers the longest of them. */
export class HoleFinder {
  readonly #search: HoleSearch;
  readonly #longest: HistoryHole[] = [];
  #count = 0;
  #endMs: number | null = null;

  constructor(search: HoleSearch) {
    this.#search = search;
  }

  get count(): number {
    return this.#count;
  }

  /** Five at most, the longest first. */
  get longest(): readonly HistoryHole[] {
    return this.#longest;
  }

  bar(openMs: number): void {
    const { sessions, barMs, leastMinutes } = this.#search;
    const endMs = this.#endMs;
    this.#endMs = openMs + barMs;
    if (endMs === null || openMs <= endMs) return;
    const openMinutes = sessions.between(endMs, openMs);
    if (openMinutes < leastMinutes) return;
    this.#count++;
    this.#longest.push({ fromMs: endMs, toMs: openMs, openMinutes });
    this.#longest.sort((one, other) => other.openMinutes - one.openMinutes);
    this.#longest.splice(5);
  }
}
