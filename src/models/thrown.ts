/** Any value can be thrown, and some cannot even be read. */

const unreadable = "threw something unreadable";

export function thrownError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(thrownText(thrown));
}

/** With the stack where there is one. Never throws. */
export function thrownText(thrown: unknown): string {
  try {
    return thrown instanceof Error ? String(thrown.stack ?? thrown.message) : String(thrown);
  } catch {
    return unreadable;
  }
}
