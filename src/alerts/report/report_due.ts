/** When a report of an account is due, in the broker's time. Pure. */

import type { MinuteOfDay, ReportPeriod } from "../../models/alert.ts";
import { dayMs, hourMs, minuteMs } from "../../models/time.ts";

/** A bridge that was off at that time sends the report until then. */
const lateMaxMs = 3 * hourMs;
/** The week of a Forex broker ends on Friday. */
const friday = 5;

export interface DueReport {
  readonly period: ReportPeriod;
  /** `2026-03-02`: the broker's day, which makes the report unique. */
  readonly day: string;
  /** The beginning of what it is about, in broker time. */
  readonly fromBrokerMs: number;
}

/** `brokerNowMs`: the broker's clock, as milliseconds since 1970. */
export function dueReports(
  periods: readonly ReportPeriod[],
  reportMinute: MinuteOfDay,
  brokerNowMs: number,
): DueReport[] {
  // The report of an evening may still be due after midnight.
  const dayStartMs = Math.floor((brokerNowMs - reportMinute * minuteMs) / dayMs) * dayMs;
  if (brokerNowMs - dayStartMs - reportMinute * minuteMs > lateMaxMs) return [];
  const date = new Date(dayStartMs);
  const day = date.toISOString().slice(0, 10);
  return periods.flatMap((period): DueReport[] => {
    if (period === "daily") return [{ period, day, fromBrokerMs: dayStartMs }];
    if (date.getUTCDay() !== friday) return [];
    return [{ period, day, fromBrokerMs: dayStartMs - 4 * dayMs }];
  });
}
