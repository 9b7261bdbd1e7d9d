/** Timeouts and retries of the price actor's requests. */

import type { Backoff } from "../../src/runtime/backoff.ts";

/** Longer than the link's own call timeout, so that its reason arrives before ours. */
export const callDeadlineMs = 20_000;

/**
 * While a terminal loads history or a peer restarts: soon at first, then less often, about 9 s in
 * all.
 */
export const callBackoff: Backoff = { firstMs: 100, factor: 2, maxMs: 3_000, jitter: 0.2 };
export const callAttemptsMax = 7;
