/** When a report of an account is due, in the broker's time. Pure. */

import type { MinuteOfDay, ReportPeriod } from "../../models/alert.ts";
import { dayMs, hourMs, minuteMs } from "../../models/time.ts";

/** A bridge that was off at that time sends the report until then. */
const lateMaxMs = 3 * hourMs;
/** The week of a Forex broker ends on Friday. */
const friday = 5;
/** A report before noon is about the day that has ended. */
const noonMinute = 720;

export interface DueReport {
  readonly period: ReportPeriod;
  /** `2026-03-02`: the broker's day, which makes the report unique. */
  readonly day: string;
  /** The beginning of what it is about, in broker time. */
  readonly fromBrokerMs: number;
  readonly toBrokerMs: number;
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
  const reportedMs = reportMinute < noonMinute ? dayStartMs - dayMs : dayStartMs;
  const toBrokerMs = reportedMs + dayMs;
  const date = new Date(reportedMs);
  const day = date.toISOString().slice(0, 10);
  return periods.flatMap((period): DueReport[] => {
    if (period === "daily") return [{ period, day, fromBrokerMs: reportedMs, toBrokerMs }];
    if (date.getUTCDay() !== friday) return [];
    return [{ period, day, fromBrokerMs: reportedMs - 6 * dayMs, toBrokerMs }];
  });
}
