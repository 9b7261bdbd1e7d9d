/**
 * The age of a symbol's newest tick, by its arrival time and by its broker time, and the rule that
 * decides by it whether a price is fresh.
 */

import type { BrokerMs } from "../models/mod.ts";

export interface Freshness {
  /** Its terminal is in sync, and the history before the stream has been fetched. */
  readonly isLive: boolean;
  /** Times of the last accepted tick; null before the first. */
  readonly tick: TickTimes | null;
}

export interface TickTimes {
  readonly brokerMs: BrokerMs;
  /** Steady clock when it arrived; null when it was fetched as history. */
  readonly arrivedSteadyMs: number | null;
}

export interface PresentTimes {
  readonly steadyMs: number;
  /** The latest possible server time. */
  readonly serverNowMs: BrokerMs;
}

/**
 * The greater of both ages, because a tick may be delayed in transit and a terminal may send an old
 * tick first.
 */
export function ageMs({ tick }: Freshness, { steadyMs, serverNowMs }: PresentTimes): number | null {
  if (tick === null) return null;
  const sinceArrivalMs = tick.arrivedSteadyMs === null ? 0 : steadyMs - tick.arrivedSteadyMs;
  return Math.max(0, sinceArrivalMs, serverNowMs - tick.brokerMs);
}

/** What the freshness of a price depends on. */
export interface PriceAge extends Pick<Freshness, "isLive"> {
  /** Null: no tick has arrived. */
  readonly ageMs: number | null;
}

/**
 * The one rule of freshness: the price is live, and at most this old. Orders and stops are judged
 * with MAX_PRICE_AGE; pages and metrics show a price as stale with STALE_AFTER.
 */
export function isFresh({ isLive, ageMs }: PriceAge, maxAgeMs: number): boolean {
  return isLive && ageMs !== null && ageMs <= maxAgeMs;
}
