/** Waits for a condition instead of sleeping: as briefly as the machine allows, with a timeout. */

/** Generous for a busy machine; a passing test never waits this long. */
const defaultWithinMs = 300_000;
/** Short enough not to slow a test down, long enough not to starve the code under test. */
const pauseMsMin = 5;
/** A slow condition, such as a query over a whole store, is checked less often. */
const pausePerLook = 5;
const pauseMsMax = 250;

export interface EventuallyOptions {
  /** Timeout from now. */
  readonly withinMs?: number;
  /** What is awaited, for the failure message. */
  readonly what?: string;
}

/**
 * Resolves with the condition's first value other than `false`, `null` or `undefined`. Rejects at
 * the timeout with the last value or error. A condition that throws is retried, so it may use
 * assertions.
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
