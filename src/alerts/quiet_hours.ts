/** The hours in which the trader wants to be left alone. Pure. */

import type { MinuteOfDay, QuietHours } from "../models/alert.ts";

const minutesPerDay = 1_440;

/** The time of day in a zone (IANA name; null: this computer's), across daylight saving. */
export function minuteOfDay(utcMs: number, timeZone: string | null): MinuteOfDay {
  const parts = new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...(timeZone === null ? {} : { timeZone }),
  }).formatToParts(utcMs);
  const numberOf = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return numberOf("hour") * 60 + numberOf("minute");
}

/** From its first minute, up to but not including its last. */
export function isQuiet(hours: QuietHours | null, minute: MinuteOfDay): boolean {
  if (hours === null) return false;
  const lengthMinutes = (hours.toMinute - hours.fromMinute + minutesPerDay) % minutesPerDay;
  return (minute - hours.fromMinute + minutesPerDay) % minutesPerDay < lengthMinutes;
}
