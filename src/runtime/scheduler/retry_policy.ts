/** When a failed task is retried: a limited number of times, with growing waits. */

import { type Backoff, backoffMs } from "../backoff.ts";
import type { Random } from "../random.ts";

/** How often a failed task is retried, and after which waits. */
export interface RetryPolicy {
  /** Attempts after the first one. */
  readonly limit: number;
  /** When omitted: about 0.5, 1, 2, 4 ... 30 seconds. */
  readonly backoff?: Backoff;
}

const defaultBackoff: Backoff = { firstMs: 500, factor: 2, maxMs: 30_000, jitter: 0.5 };

/**
 * The wait before the next attempt, or undefined when none is left. `failedAttempts` counts from 1.
 */
export function retryDelayMs(
  policy: RetryPolicy | undefined,
  failedAttempts: number,
  random: Random,
): number | undefined {
  if (policy === undefined || failedAttempts > policy.limit) return undefined;
  return backoffMs(policy.backoff ?? defaultBackoff, failedAttempts, random);
}
