/**
 * The last answer of a source, kept while the source is away, so that the status page can still
 * show what was last known and how old it is.
 */

/** The newest answer, and why the latest attempt to refresh it failed (null if it did not). */
export interface LastKnown<T> {
  readonly value: T | null;
  /** On the steady clock; null before the first answer. */
  readonly atSteadyMs: number | null;
  readonly error: string | null;
}

/** The state before the first answer. */
export const nothingKnown: LastKnown<never> = {
  value: null,
  atSteadyMs: null,
  error: "not asked yet",
};

export function answered<T>(value: T, atSteadyMs: number): LastKnown<T> {
  return { value, atSteadyMs, error: null };
}

/** Keeps the value of `last` and adds the error. */
export function unanswered<T>(last: LastKnown<T>, error: string): LastKnown<T> {
  return { ...last, error };
}

/** The age of the value; null before the first answer. */
export function answerAgeMs(last: LastKnown<unknown>, steadyMs: number): number | null {
  return last.atSteadyMs === null ? null : Math.max(0, steadyMs - last.atSteadyMs);
}
