/** When clocks are one hour ahead, by the rules brokers follow. All instants are UTC. */

import type { DaylightSaving } from "../config/choices.ts";
import { type UnixMs, unixMs } from "../models/time.ts";
import { dayMs, hourMs } from "../models/time.ts";

/** Midnight UTC of the first Sunday on or after a day; `month` counts from 0. */
function sundayFrom(year: number, month: number, day: number): number {
  const start = new Date(Date.UTC(year, month, day));
  return start.getTime() + ((7 - start.getUTCDay()) % 7) * dayMs;
}

interface Summer {
  /** First instant of summer time. */
  readonly startMs: number;
  /** First instant after it. */
  readonly endMs: number;
}

/** Cache by year, because every conversion needs one. */
const summers = { us: new Map<number, Summer>(), eu: new Map<number, Summer>() } as const;

function summerOf(rule: "us" | "eu", year: number): Summer {
  const known = summers[rule].get(year) ?? newSummer(rule, year);
  summers[rule].set(year, known);
  return known;
}

function newSummer(rule: "us" | "eu", year: number): Summer {
  // 02:00 in New York is 07:00 UTC in winter and 06:00 UTC in summer.
  if (rule === "us") {
    return {
      startMs: sundayFrom(year, 2, 8) + 7 * hourMs,
      endMs: sundayFrom(year, 10, 1) + 6 * hourMs,
    };
  }
  return { startMs: sundayFrom(year, 2, 25) + hourMs, endMs: sundayFrom(year, 9, 25) + hourMs };
}

/** A period without a clock change; the end is exclusive. */
interface Season {
  readonly fromMs: number;
  readonly untilMs: number;
  /** How far ahead of winter time: 0 or one hour. */
  readonly aheadMs: number;
}

/** The season of an instant, within its year: winter is split at New Year. */
function seasonAt(rule: DaylightSaving, utcMs: UnixMs): Season {
  if (rule === "none") return { fromMs: -Infinity, untilMs: Infinity, aheadMs: 0 };
  const year = new Date(utcMs).getUTCFullYear();
  const { startMs, endMs } = summerOf(rule, year);
  if (utcMs < startMs) return { fromMs: Date.UTC(year), untilMs: startMs, aheadMs: 0 };
  if (utcMs < endMs) return { fromMs: startMs, untilMs: endMs, aheadMs: hourMs };
  return { fromMs: endMs, untilMs: Date.UTC(year + 1), aheadMs: 0 };
}

/** How far clocks are ahead of winter time: 0 or one hour. */
export function daylightSavingMs(rule: DaylightSaving, utcMs: UnixMs): number {
  return seasonAt(rule, utcMs).aheadMs;
}

/**
 * Server time minus UTC at a server time, for a server whose winter offset is `winterMs`. A
 * repeated hour means its first occurrence; a skipped hour counts as winter time.
 */
export function offsetByRule(rule: DaylightSaving, winterMs: number, serverMs: number): number {
  return winterMs + serverSeasonAt(rule, winterMs, serverMs).aheadMs;
}

/** The season of a server time, in server times; see `offsetByRule`. */
export function serverSeasonAt(rule: DaylightSaving, winterMs: number, serverMs: number): Season {
  const summerOffsetMs = winterMs + hourMs;
  const { fromMs, untilMs, aheadMs } = seasonAt(rule, unixMs(serverMs - summerOffsetMs));
  return { fromMs: fromMs + summerOffsetMs, untilMs: untilMs + summerOffsetMs, aheadMs };
}
