/** How long the price actor waits for its peers, and how often it asks them again. */

import type { Backoff } from "../../src/runtime/backoff.ts";

/** Longer than the link's own deadline of a call, so that its reason arrives rather than ours. */
export const callDeadlineMs = 20_000;
/** A write of thousands of rows takes milliseconds; a disk that is asleep takes seconds. */
export const storeDeadlineMs = 10_000;

/**
 * While a terminal loads history, or a peer restarts: soon at first, then seldom. About 9 s in all.
 */
export const callBackoff: Backoff = { firstMs: 100, factor: 2, maxMs: 3_000, jitter: 0.2 };
export const callAttemptsMax = 7;
