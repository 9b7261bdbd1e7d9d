/**
 * How old the newest price of a symbol is: the age of that very tick, by when it arrived and by the
 * time that the broker gave it. A price that is not live, or never came, is stale.
 */

import type { BrokerMs } from "../models/mod.ts";

export interface Freshness {
  /** Its terminal is in sync, and what came before the stream has been fetched. */
  readonly isLive: boolean;
  /** Of the last accepted tick; null before the first. */
  readonly tick: TickTimes | null;
}

export interface TickTimes {
  readonly brokerMs: BrokerMs;
  /** Steady clock when it arrived; null when it was fetched as history. */
  readonly arrivedSteadyMs: number | null;
}

export interface PresentTimes {
  readonly steadyMs: number;
  /** The latest that it may be at the server. */
  readonly serverNowMs: BrokerMs;
}

/**
 * A tick may wait on its way, and a terminal may send an old one first: whichever age is greater.
 */
export function ageMs({ tick }: Freshness, { steadyMs, serverNowMs }: PresentTimes): number | null {
  if (tick === null) return null;
  const sinceArrivalMs = tick.arrivedSteadyMs === null ? 0 : steadyMs - tick.arrivedSteadyMs;
  return Math.max(0, sinceArrivalMs, serverNowMs - tick.brokerMs);
}

/** May an order be judged by a price of this age? The one rule, MAX_PRICE_AGE, wherever one is. */
export function isFreshForOrders(ageMs: number, maxPriceAgeMs: number): boolean {
  return ageMs <= maxPriceAgeMs;
}

/**
 * For people: what pages and metrics call stale, after STALE_AFTER. Orders are not judged by it.
 */
export function isStale(freshness: Freshness, now: PresentTimes, staleAfterMs: number): boolean {
  const age = ageMs(freshness, now);
  return !freshness.isLive || age === null || age > staleAfterMs;
}
