/** Exponential backoff with jitter, for restarts and for reconnects. */

import type { Random } from "./random.ts";

/** How long to wait between attempts. */
export interface Backoff {
  /** The wait before the first retry. */
  readonly firstMs: number;
  /** The factor by which each wait grows. */
  readonly factor: number;
  /** The longest wait, apart from jitter. */
  readonly maxMs: number;
  /**
   * Share of the delay that is random: 0.2 gives 80 % to 120 % of it, so that many do not return at
   * once.
   */
  readonly jitter: number;
}

/** The same delay before each attempt. */
export function constantBackoff(delayMs: number): Backoff {
  return { firstMs: delayMs, factor: 1, maxMs: delayMs, jitter: 0 };
}

/**
 * Delay before attempt number `attempt` (1 for the first). With the defaults of a child: 20, 60,
 * 180, 540 ms ...
 */
export function backoffMs(backoff: Backoff, attempt: number, random: Random): number {
  const plainMs = Math.min(backoff.maxMs, backoff.firstMs * backoff.factor ** (attempt - 1));
  return Math.round(plainMs * (1 - backoff.jitter + 2 * backoff.jitter * random()));
}
