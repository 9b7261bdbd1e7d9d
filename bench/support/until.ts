/** Waiting for a condition, as short as the machine allows, with a deadline. */

import { sleep, systemClock } from "../../src/runtime/clock.ts";

const limitMs = 30_000;

/** Resolves with the condition's first value that is neither null nor false; throws when there is none in time. */
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
