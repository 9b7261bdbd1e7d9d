/** Exponential backoff with jitter, for restarts and for reconnects. */

import type { Random } from "./random.ts";

/** Grows from attempt to attempt: `first`, then `factor` times as much each time, up to `max`. */
export interface Growth {
  /** For the first attempt. */
  readonly first: number;
  /** By which it grows. */
  readonly factor: number;
  /** The largest value. */
  readonly max: number;
}

/** For attempt number `attempt`; 1, or less, is the first. */
export function grown({ first, factor, max }: Growth, attempt: number): number {
  return Math.min(max, first * factor ** Math.max(0, attempt - 1));
}

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
  const { firstMs: first, factor, maxMs: max, jitter } = backoff;
  return Math.round(grown({ first, factor, max }, attempt) * (1 - jitter + 2 * jitter * random()));
}
