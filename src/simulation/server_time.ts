/**
 * The clock of a typical Forex broker: UTC+2, and UTC+3 while New York has daylight saving time, so
 * that the trading day ends at 17:00 New York time and the week runs from Monday to Friday.
 */

import type { UnixMs } from "../models/time.ts";
import { daylightSavingMs, offsetByRule } from "../mt5/daylight_saving.ts";

const winterOffsetMs = 2 * 3_600_000;

/** Server time minus UTC. */
export function serverOffsetMs(utcMs: UnixMs): number {
  return winterOffsetMs + daylightSavingMs("us", utcMs);
}

/**
 * Server time minus UTC, for a given server time. In the hour that occurs twice in autumn, the
 * first occurrence is meant.
 */
export function serverOffsetAtMs(serverMs: number): number {
  return offsetByRule("us", winterOffsetMs, serverMs);
}
