/**
 * The age of a symbol's newest tick, by its arrival time and by its broker time. A price that is
 * not live or never arrived is stale.
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

/**
 * Whether a price of this age may be used for orders. The only place that applies MAX_PRICE_AGE.
 */
export function isFreshForOrders(ageMs: number, maxPriceAgeMs: number): boolean {
  return ageMs <= maxPriceAgeMs;
}

/** For display: what pages and metrics call stale, after STALE_AFTER. Not used for orders. */
export function isStale(freshness: Freshness, now: PresentTimes, staleAfterMs: number): boolean {
  const age = ageMs(freshness, now);
  return !freshness.isLive || age === null || age > staleAfterMs;
}
