/** Waiting for a condition instead of sleeping: as short as the machine allows, with a deadline. */

/** Generous for a busy machine; a test that passes never waits for it. */
const defaultWithinMs = 60_000;
/** Short enough not to slow a test down, long enough not to starve what it waits for. */
const pauseMsMin = 5;
/**
 * A condition that takes long to look at, such as a query over a whole store, is looked at seldom.
 */
const pausePerLook = 5;
const pauseMsMax = 250;

export interface EventuallyOptions {
  /** Deadline from now. */
  readonly withinMs?: number;
  /** What is waited for, in the words of the failure. */
  readonly what?: string;
}

/**
 * Resolves with the condition's first value that is neither `false`, `null` nor `undefined`.
 * Rejects at the deadline with the last value or error; a condition that throws is asked again, so
 * that it may assert.
 */
export async function eventually<T>(
  condition: () => T | Promise<T>,
  options: EventuallyOptions = {},
): Promise<Exclude<T, false | null | undefined>> {
  const withinMs = options.withinMs ?? defaultWithinMs;
  const deadlineMs = performance.now() + withinMs;
  let last: unknown;
  do {
    const lookedMs = performance.now();
    try {
      const value = await condition();
      if (value !== false && value !== null && value !== undefined) {
        return value as Exclude<T, false | null | undefined>;
      }
      last = value;
    } catch (error) {
      last = error;
    }
    const lookMs = performance.now() - lookedMs;
    const pauseMs = Math.min(pauseMsMax, Math.max(pauseMsMin, pausePerLook * lookMs));
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  } while (performance.now() < deadlineMs);
  throw new Error(`${options.what ?? "the condition"} did not come true within ${withinMs} ms`, {
    cause: last,
  });
}
