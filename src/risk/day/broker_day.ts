/**
 * Broker days: losses are counted from midnight in server time, even when its UTC offset changes.
 */

import { type BrokerMs, brokerMs } from "../../models/mod.ts";
import { dayMs, minuteMs } from "../../models/time.ts";

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

/** A day can be later than this when the server clock is set back, or this computer's was wrong. */
const aheadMaxMs = 2 * dayMs;

/** Whether the day is much later than `time`: a wrong time of an earlier run had begun it. */
export function isFarAhead(day: string, time: BrokerMs): boolean {
  return Date.parse(day) - time > aheadMaxMs;
}

/** Minutes since Sunday 00:00, with fractions. */
export function minuteOfWeek(time: BrokerMs): number {
  const minutes = time / minuteMs + firstMinute;
  return ((minutes % 10_080) + 10_080) % 10_080;
}
