/**
 * Times without bars in which there usually are some. When a symbol is traded is learnt from the
 * bars themselves, hour by hour of the week, so it fits any symbol and any clock. Pure.
 */

import { type HistoryHole, SessionMinutes } from "../../history/fetch/session_holes.ts";
import { dayMs, minuteMs } from "../../models/time.ts";
import type { WeeklySession } from "../../models/weekly_session.ts";

const weekHours = 168;
const hourMinutes = 60;
const dayMinutes = dayMs / minuteMs;
/** 1970-01-04 was a Sunday. */
const sundayHour = 72;
/** Fewer weeks tell nothing about what is usual. */
const weeksLeast = 3;

interface Gap {
  readonly fromMinute: number;
  readonly toMinute: number;
}

export class PriceHoles {
  readonly #periodMinutes: number;
  /** In how many weeks each hour of the week had a bar. */
  readonly #weeks = new Int32Array(weekHours);
  readonly #lastWeek = new Int32Array(weekHours).fill(-1);
  /** Those of a day and more. */
  readonly #gaps: Gap[] = [];
  #lastHour = -1;
  #endMinute = -1;

  constructor(periodMinutes: number) {
    this.#periodMinutes = periodMinutes;
  }

  /** The next bars, oldest first. */
  add({ minute, length }: { readonly minute: Int32Array; readonly length: number }): void {
    const period = this.#periodMinutes;
    for (let at = 0; at < length; at++) {
      const start = minute[at]!;
      const end = this.#endMinute;
      if (end >= 0 && start - end >= dayMinutes) {
        this.#gaps.push({ fromMinute: end, toMinute: start });
      }
      this.#endMinute = start + period;
      const last = Math.floor((start + period - 1) / hourMinutes);
      for (let hour = Math.floor(start / hourMinutes); hour <= last; hour++) this.#count(hour);
    }
  }

  /** Those that last for half of a usual week and more, oldest first. */
  holes(): readonly HistoryHole[] {
    const sessions = this.#sessions();
    if (sessions === null) return [];
    const open = new SessionMinutes(sessions);
    const least = open.between(0, 7 * dayMs) / 2;
    return this.#gaps.flatMap(({ fromMinute, toMinute }) => {
      const [fromMs, toMs] = [fromMinute * minuteMs, toMinute * minuteMs];
      const openMinutes = open.between(fromMs, toMs);
      return openMinutes < least ? [] : [{ fromMs, toMs, openMinutes }];
    });
  }

  /** How many minutes there usually are from one time to another. */
  usualMinutes(fromMs: number, toMs: number): number {
    const sessions = this.#sessions();
    return sessions === null ? 0 : new SessionMinutes(sessions).between(fromMs, toMs);
  }

  #count(hour: number): void {
    if (hour === this.#lastHour) return;
    this.#lastHour = hour;
    const since = hour - sundayHour;
    const week = Math.floor(since / weekHours);
    const slot = since - week * weekHours;
    if (this.#lastWeek[slot] === week) return;
    this.#lastWeek[slot] = week;
    this.#weeks[slot]!++;
  }

  /** The hours that half of the weeks have; null while that is not known. */
  #sessions(): readonly WeeklySession[] | null {
    const most = Math.max(...this.#weeks);
    if (most < weeksLeast) return null;
    return Array.from(this.#weeks, (weeks, hour) => ({ weeks, hour }))
      .filter(({ weeks }) => weeks * 2 >= most)
      .map(({ hour }) => ({
        fromMinute: hour * hourMinutes,
        toMinute: (hour + 1) * hourMinutes,
      }));
  }
}
