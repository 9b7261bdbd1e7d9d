/** How old the newest price of a symbol is. A price without a terminal in sync, or without a tick yet, is stale. */

export interface Freshness {
  readonly isInSync: boolean;
  /** Steady clock when the last accepted tick arrived; null before the first. */
  readonly arrivedSteadyMs: number | null;
}

export function ageMs(freshness: Freshness, steadyMs: number): number | null {
  return freshness.arrivedSteadyMs === null ? null : steadyMs - freshness.arrivedSteadyMs;
}

/** Stale is the safe answer: whoever trades on a price must know that it is new. */
export function isStale(freshness: Freshness, steadyMs: number, staleAfterMs: number): boolean {
  const age = ageMs(freshness, steadyMs);
  return !freshness.isInSync || age === null || age > staleAfterMs;
}
