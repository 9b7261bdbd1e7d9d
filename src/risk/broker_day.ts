/**
 * Broker days: losses are counted from midnight in server time, even when its UTC offset changes.
 */

import { type BrokerMs, brokerMs, type UnixMs } from "../models/mod.ts";
import { dayMs, hourMs, minuteMs } from "../models/time.ts";

/** Minutes since Sunday 00:00 at 1970-01-01, a Thursday. */
const firstMinute = 4 * 1_440;

/** `2026-03-02`. */
export function brokerDayOf(time: BrokerMs): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** Midnight at which the day of `time` began. */
export function brokerDayStart(time: BrokerMs): BrokerMs {
  return brokerMs(Math.floor(time / dayMs) * dayMs);
}

/**
 * Days never go back: when the server clock is set back past midnight, the later day stays in
 * effect.
 */
export function isLaterDay(time: BrokerMs, day: string): boolean {
  return brokerDayOf(time) > day;
}

/** No server is farther east of UTC. */
const eastMaxMs = 14 * hourMs;

export interface PresentDays {
  readonly brokerDay: string;
  /** The latest that can have begun: either clock may be behind. */
  readonly latestDay: string;
}

/** `heardMs`: the broker's time; null while it is unknown. */
export function presentDays(heardMs: BrokerMs | null, nowMs: UnixMs): PresentDays {
  const latestMs = brokerMs(Math.max(heardMs ?? 0, nowMs + eastMaxMs));
  return { brokerDay: brokerDayOf(heardMs ?? latestMs), latestDay: brokerDayOf(latestMs) };
}

/** Minutes since Sunday 00:00, with fractions. */
export function minuteOfWeek(time: BrokerMs): number {
  const minutes = time / minuteMs + firstMinute;
  return ((minutes % 10_080) + 10_080) % 10_080;
}
