/** When clocks stand one hour ahead, by the rules brokers follow. All instants are UTC. */

import { type UnixMs, unixMs } from "../models/time.ts";

/**
 * Whose dates the broker's server clock follows. `us`: New York (so that its day ends with New York's
 * trading day), second Sunday of March to first Sunday of November, at 02:00 local time. `eu`: last Sunday
 * of March to last Sunday of October, at 01:00 UTC.
 */
export type DaylightSaving = "us" | "eu" | "none";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Midnight UTC of the first Sunday on or after a day; `month` counts from 0. */
function sundayFrom(year: number, month: number, day: number): number {
  const start = new Date(Date.UTC(year, month, day));
  return start.getTime() + ((7 - start.getUTCDay()) % 7) * dayMs;
}

/** First instant of summer time and first instant after it. */
function summerOf(rule: "us" | "eu", year: number): { startMs: number; endMs: number } {
  // 02:00 in New York is 07:00 UTC in winter and 06:00 UTC in summer.
  if (rule === "us") {
    return {
      startMs: sundayFrom(year, 2, 8) + 7 * hourMs,
      endMs: sundayFrom(year, 10, 1) + 6 * hourMs,
    };
  }
  return { startMs: sundayFrom(year, 2, 25) + hourMs, endMs: sundayFrom(year, 9, 25) + hourMs };
}

/** How far ahead of winter time clocks stand: 0 or one hour. */
export function daylightSavingMs(rule: DaylightSaving, utcMs: UnixMs): number {
  if (rule === "none") return 0;
  const { startMs, endMs } = summerOf(rule, new Date(utcMs).getUTCFullYear());
  return utcMs >= startMs && utcMs < endMs ? hourMs : 0;
}

/**
 * Server time minus UTC at a server time, for a server whose winter offset is `winterMs`. Of an hour that happens twice the
 * first is meant; an hour that is left out counts as winter time.
 */
export function offsetByRule(rule: DaylightSaving, winterMs: number, serverMs: number): number {
  const utcIfSummer = unixMs(serverMs - winterMs - hourMs);
  return winterMs + daylightSavingMs(rule, utcIfSummer);
}
