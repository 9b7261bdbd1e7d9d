/** Days of the broker's clock. */

import { dayMs, minuteMs } from "../models/mod.ts";

/** When a day begins. */
export interface DayChoice {
  /** Minutes after the broker's midnight at which a day begins; 0 when left out. */
  readonly startMinute?: number;
}

const minutesOfDay = dayMs / minuteMs;

/** The number of the day that a time is in; only comparisons of it have a meaning. */
export function dayNumber(brokerMs: number, startMinute: number): number {
  return Math.floor((brokerMs - startMinute * minuteMs) / dayMs);
}

/** Throws a `RangeError` that names the indicator, unless it is a minute of the day. */
export function checkMinute(indicator: string, minute: number): void {
  if (Number.isSafeInteger(minute) && minute >= 0 && minute < minutesOfDay) return;
  throw new RangeError(
    `${indicator} needs a minute of the day from 0 to ${minutesOfDay - 1}, and got ${minute}.`,
  );
}
