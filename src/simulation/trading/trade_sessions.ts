/** When a symbol may be traded, in broker time: minutes of each weekday, starting with Sunday. */

import type { BrokerMs } from "../../models/mod.ts";
import { dayMs, minuteMs } from "../../models/time.ts";

/** From (inclusive) to (exclusive), in minutes since midnight. */
export type Session = readonly [fromMinute: number, toMinute: number];
export type TradeSessions = readonly (readonly Session[])[];

const wholeDay: readonly Session[] = [[0, 1_440]];

const alwaysOpen: TradeSessions = Array.from({ length: 7 }, () => wholeDay);

/** Monday 00:00 to Friday 24:00. */
export const weekdaysOpen: TradeSessions = Array.from(
  { length: 7 },
  (_, weekday) => weekday === 0 || weekday === 6 ? [] : wholeDay,
);

const minutesPerDay = 1_440;

/**
 * The sessions of a week, given in minutes since Sunday 00:00, by weekday. A broker that lists none
 * is always open.
 */
export function sessionsByWeekday(week: readonly Session[]): TradeSessions {
  if (week.length === 0) return alwaysOpen;
  return alwaysOpen.map((_, weekday) => {
    const startMinute = weekday * minutesPerDay;
    return week.map(([from, to]): Session => [
      Math.max(from - startMinute, 0),
      Math.min(to - startMinute, minutesPerDay),
    ]).filter(([from, to]) => from < to);
  });
}

/** The sessions of a week in minutes since Sunday 00:00. */
export function weekOf(sessions: TradeSessions): readonly Session[] {
  return sessions.flatMap((day, weekday) =>
    day.map(([from, to]): Session => [
      from + weekday * minutesPerDay,
      to + weekday * minutesPerDay,
    ])
  );
}

/** 0 is Sunday; 1970-01-01 was a Thursday. */
export function weekdayOf(time: BrokerMs): number {
  return (Math.floor(time / dayMs) + 4) % 7;
}

export function isInSession(sessions: TradeSessions, time: BrokerMs): boolean {
  return sessionEndMs(sessions, time) !== null;
}

/** When the session that contains `time` ends; null outside all sessions. */
export function sessionEndMs(sessions: TradeSessions, time: BrokerMs): number | null {
  const ofDay = sessions[weekdayOf(time)];
  if (ofDay === undefined) return null;
  const inDayMs = time % dayMs;
  const minute = inDayMs / minuteMs;
  // A loop by index: a backtest asks at each event.
  for (let at = 0; at < ofDay.length; at++) {
    const [from, to] = ofDay[at]!;
    if (from <= minute && minute < to) return time - inDayMs + to * minuteMs;
  }
  return null;
}

/** The last second of the day before the one that contains `time`. */
export function lastEveningMs(time: BrokerMs): BrokerMs {
  return Math.max(0, dayEndMs(time) - dayMs - 1_000) as BrokerMs;
}

/** The first moment after the day that contains `time`. */
export function dayEndMs(time: BrokerMs): BrokerMs {
  return (Math.floor(time / dayMs) + 1) * dayMs as BrokerMs;
}
