/** Waits for a condition with a deadline, checking as often as the machine allows. */

import { sleep, systemClock } from "../../src/runtime/clock.ts";

const limitMs = 30_000;

/**
 * Resolves with the condition's first value that is neither null nor false; throws after the
 * deadline.
 */
export async function until<T>(
  what: string,
  condition: () => Promise<T | false | null>,
  pauseMs = 5,
): Promise<T> {
  const deadlineMs = systemClock.steadyMs() + limitMs;
  while (systemClock.steadyMs() < deadlineMs) {
    const value = await condition();
    if (value !== null && value !== false) return value;
    await sleep(systemClock, pauseMs);
  }
  throw new Error(`${what} did not come true within ${limitMs} ms`);
}
