/** Retries an operation until it succeeds, with growing pauses. */

import type { Result } from "../models/result.ts";
import { type Backoff, backoffMs } from "./backoff.ts";
import type { Clock } from "./clock.ts";
import type { Random } from "./random.ts";

export interface RetryOptions<E> {
  readonly clock: Clock;
  readonly random: Random;
  readonly backoff: Backoff;
  /** The most attempts; unlimited when omitted. */
  readonly attemptsMax?: number;
  /**
   * From the start of the first attempt: the last one begins no later than this, and nothing is
   * retried after it. Unlimited when omitted.
   */
  readonly timeoutMs?: number;
  /** Ends the current pause. No further attempt begins; a running one is finished. */
  readonly signal?: AbortSignal;
  /** Whether another attempt would fail in the same way. */
  readonly isFinal?: (error: E) => boolean;
  /** Called after each attempt that failed; the first is number 1. */
  readonly onFailure?: (error: E, attempt: number) => void;
}

/**
 * Resolves with the first success, or with the last failure after giving up. The first attempt is
 * always made.
 */
export async function retry<T, E>(
  attempt: () => Result<T, E> | Promise<Result<T, E>>,
  options: RetryOptions<E>,
): Promise<Result<T, E>> {
  const { clock, random, backoff, signal, isFinal, onFailure } = options;
  const { attemptsMax = Infinity, timeoutMs = Infinity } = options;
  const untilMs = clock.steadyMs() + timeoutMs;
  for (let number = 1;; number++) {
    const result = await attempt();
    if (result.ok) return result;
    onFailure?.(result.error, number);
    if (number >= attemptsMax || isFinal?.(result.error) === true) return result;
    const leftMs = untilMs - clock.steadyMs();
    if (leftMs <= 0) return result;
    await pause(clock, Math.min(leftMs, backoffMs(backoff, number, random)), signal);
    if (signal?.aborted === true) return result;
  }
}

/** Resolves after `delayMs`, or as soon as `signal` is aborted. */
function pause(clock: Clock, delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted === true) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clock.clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = clock.setTimeout(end, delayMs);
    signal?.addEventListener("abort", end);
  });
}
