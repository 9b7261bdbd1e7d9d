/**
 * Cron expressions: `minute hour day month weekday`, with an optional field of seconds before them,
 * or a nickname such as `@hourly`. **All times are UTC**, so that no run is lost or doubled when
 * clocks change. `cron-schedule` parses and matches; the search for the next run is implemented
 * here, because the library's uses the machine's time zone and goes back in time when clocks are
 * set back.
 */

import { type Cron, parseCronExpression } from "cron-schedule";
import { err, ok, type Result } from "../../models/result.ts";

export interface CronExpression {
  readonly text: string;
  readonly cron: Cron;
}

export type CronError = {
  readonly code: "invalid_cron";
  readonly expression: string;
  /** A text for the user. */
  readonly reason: string;
};

const msPerDay = 86_400_000;

/**
 * The longest gap between two 29ths of February is eight years, around a century year that is not a
 * leap year.
 */
const maxSearchDays = 8 * 366;

/**
 * A list of values, ranges and `*`, the latter two with an optional step. The library ignores
 * trailing garbage.
 */
const fieldPattern = /^(\*(\/\d+)?|\w+(-\w+(\/\d+)?)?)(,(\*(\/\d+)?|\w+(-\w+(\/\d+)?)?))*$/;
const valuePattern = /^(\d+|[a-z]{3})$/i;

/** Refuses invalid expressions and dates that never occur, such as the 30th of February. */
export function parseCron(text: string): Result<CronExpression, CronError> {
  const invalid = (reason: string) =>
    err<CronError>({ code: "invalid_cron", expression: text, reason });
  const fields = text.trim().split(/\s+/);
  if (!text.trim().startsWith("@")) {
    const odd = fields.find((field) => !isWellFormed(field));
    if (odd !== undefined) return invalid(`"${odd}" is not a value, list, range or step`);
  }
  let cron: Cron;
  try {
    cron = parseCronExpression(fields.join(" "));
  } catch (error) {
    return invalid(error instanceof Error ? error.message : String(error));
  }
  const expression = { text, cron };
  return nextCronRun(expression, 0) === undefined ? invalid("no such date exists") : ok(expression);
}

function isWellFormed(field: string): boolean {
  if (!fieldPattern.test(field)) return false;
  const values = field.split(/[,\-/]/).filter((value) => value !== "*");
  return values.every((value) => valuePattern.test(value));
}

/** The first run after `afterMs` (UTC); undefined when there is none. */
export function nextCronRun(expression: CronExpression, afterMs: number): number | undefined {
  const { cron } = expression;
  const firstDayMs = Math.floor(afterMs / msPerDay) * msPerDay;
  const firstTimeMs = nextTimeOfDayMs(cron, -1);
  if (firstTimeMs === undefined) return undefined;
  for (let day = 0; day <= maxSearchDays; day += 1) {
    const dayMs = firstDayMs + day * msPerDay;
    if (!cron.matchDate(new UtcDate(dayMs + firstTimeMs))) continue;
    const timeMs = nextTimeOfDayMs(cron, afterMs - dayMs);
    if (timeMs !== undefined) return dayMs + timeMs;
  }
  return undefined;
}

/** The first time of a matching day after `afterMs`, both counted from its midnight. */
function nextTimeOfDayMs(cron: Cron, afterMs: number): number | undefined {
  for (const hour of cron.hours) {
    const hourMs = hour * 3_600_000;
    if (hourMs + 3_600_000 <= afterMs) continue;
    for (const minute of cron.minutes) {
      const minuteMs = hourMs + minute * 60_000;
      if (minuteMs + 60_000 <= afterMs) continue;
      const second = cron.seconds.find((value) => minuteMs + value * 1_000 > afterMs);
      if (second !== undefined) return minuteMs + second * 1_000;
    }
  }
  return undefined;
}

/** Returns UTC where the library reads local time. */
class UtcDate extends Date {
  override getSeconds(): number {
    return this.getUTCSeconds();
  }
  override getMinutes(): number {
    return this.getUTCMinutes();
  }
  override getHours(): number {
    return this.getUTCHours();
  }
  override getDate(): number {
    return this.getUTCDate();
  }
  override getMonth(): number {
    return this.getUTCMonth();
  }
  override getDay(): number {
    return this.getUTCDay();
  }
  override getFullYear(): number {
    return this.getUTCFullYear();
  }
}
