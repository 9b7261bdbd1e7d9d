/** How old the newest price of a symbol is, and what follows from it. A price without a terminal in sync, or without a tick yet, is stale. */

export interface Freshness {
  readonly isInSync: boolean;
  /** Steady clock when the last accepted tick arrived; null before the first. */
  readonly arrivedSteadyMs: number | null;
}

export function ageMs(freshness: Freshness, steadyMs: number): number | null {
  return freshness.arrivedSteadyMs === null ? null : steadyMs - freshness.arrivedSteadyMs;
}

/** May an order be judged by a price of this age? The one rule, that of MAX_PRICE_AGE, wherever one is. */
export function isFreshForOrders(ageMs: number, maxPriceAgeMs: number): boolean {
  return ageMs <= maxPriceAgeMs;
}

/** For people: what pages and metrics call stale, after STALE_AFTER. Orders are not judged by it. */
export function isStale(freshness: Freshness, steadyMs: number, staleAfterMs: number): boolean {
  const age = ageMs(freshness, steadyMs);
  return !freshness.isInSync || age === null || age > staleAfterMs;
}
