/**
 * When a job is due. Interval jobs follow a grid on the steady clock (no drift, however long a run
 * takes), cron jobs the wall clock in UTC. Missed runs are counted, never made up for in a burst.
 */

import { type CronExpression, nextCronRun, parseCron } from "./cron_expression.ts";

/** How often a job runs. Cron expressions are read in UTC; see `cron_expression.ts`. */
export type Every = { readonly intervalMs: number } | { readonly cron: string };

export type Timetable =
  /** Due at `anchorMs` plus any whole number of intervals, in steady milliseconds. */
  | { readonly kind: "interval"; readonly anchorMs: number; readonly intervalMs: number }
  /** Due when the expression matches, in UTC milliseconds. */
  | { readonly kind: "cron"; readonly expression: CronExpression };

/** The most missed runs that are counted: a larger exact number would not be useful. */
const maxCounted = 1_000;

/** Throws a `RangeError` with the reason, because jobs are defined in code. */
export function timetableOf(every: Every, anchorMs: number): Timetable {
  if ("intervalMs" in every) {
    if (!Number.isFinite(every.intervalMs) || every.intervalMs < 1) {
      throw new RangeError(`intervalMs must be at least 1, not ${every.intervalMs}`);
    }
    return { kind: "interval", anchorMs, intervalMs: every.intervalMs };
  }
  const parsed = parseCron(every.cron);
  if (!parsed.ok) throw new RangeError(`Invalid cron "${every.cron}": ${parsed.error.reason}`);
  return { kind: "cron", expression: parsed.value };
}

/**
 * The first due time after `afterMs`, both on the timetable's own clock; undefined when there is
 * none.
 */
export function nextDueMs(timetable: Timetable, afterMs: number): number | undefined {
  if (timetable.kind === "cron") return nextCronRun(timetable.expression, afterMs);
  const { anchorMs, intervalMs } = timetable;
  return anchorMs + (Math.floor((afterMs - anchorMs) / intervalMs) + 1) * intervalMs;
}

/**
 * How many runs were due after `dueMs`, up to and including `nowMs`: those that a late timer
 * missed.
 */
export function missedRuns(timetable: Timetable, dueMs: number, nowMs: number): number {
  if (timetable.kind === "interval") {
    return Math.max(0, Math.floor((nowMs - dueMs) / timetable.intervalMs));
  }
  let missed = 0;
  let next = nextDueMs(timetable, dueMs);
  while (next !== undefined && next <= nowMs && missed < maxCounted) {
    missed += 1;
    next = nextDueMs(timetable, next);
  }
  return missed;
}
