/**
 * The clock of a typical Forex broker: UTC+2, and UTC+3 while New York has daylight saving,
 * so that the trading day ends at 17:00 New York time and the week runs from Monday to Friday.
 */

import { type BrokerMs, brokerMs, type UnixMs } from "../models/time.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** UTC midnight of the nth Sunday (1 = first) of a month (0 = January). */
function sundayMs(year: number, month: number, nth: number): number {
  const first = Date.UTC(year, month, 1);
  const daysToSunday = (7 - new Date(first).getUTCDay()) % 7;
  return first + (daysToSunday + (nth - 1) * 7) * dayMs;
}

/** Does New York have daylight saving? Since 2007: second Sunday of March to first Sunday of November, at 2:00. */
function newYorkSavesDaylight(utcMs: number): boolean {
  const year = new Date(utcMs).getUTCFullYear();
  return utcMs >= sundayMs(year, 2, 2) + 7 * hourMs && utcMs < sundayMs(year, 10, 1) + 6 * hourMs;
}

/** Server time minus UTC. */
export function serverOffsetMs(utcMs: UnixMs | number): number {
  return (newYorkSavesDaylight(utcMs) ? 3 : 2) * hourMs;
}

export function serverTimeMs(utcMs: UnixMs | number): BrokerMs {
  return brokerMs(utcMs + serverOffsetMs(utcMs));
}

/** Server time minus UTC at a server time; in the hour that occurs twice a year, that of the first. */
export function serverOffsetAtMs(serverMs: BrokerMs | number): number {
  const summer = 3 * hourMs;
  return newYorkSavesDaylight(serverMs - summer) ? summer : 2 * hourMs;
}
