/** What a strategy threw, in words: bounded, and safe whatever it was. */

/** A message is a line of the log, not a dump. */
const maxLength = 500;

export function describeError(error: unknown): string {
  try {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return text.slice(0, maxLength);
  } catch { // even the error may be made to throw when it is read
    return "threw something unreadable";
  }
}
