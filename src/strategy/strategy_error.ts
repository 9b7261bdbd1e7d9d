/**
 * Describes an error that a strategy threw: bounded, safe for any value, and with line and column
 * for a trader's file. The realm of such a file gets these functions as text (`realm_program.ts`).
 */

/** A message should fit on one log line. */
export const maxErrorText = 500;

/** A text that is longer may be costly even to look at. */
export const maxReadText = 10_000;

export function describeError(error: unknown): string {
  try {
    if (!(error instanceof Error)) return shortened(String(error));
    const { name, message } = error;
    const text = `${shortened(String(name))}: ${shortened(String(message)).split("\n")[0]}`;
    // The stack begins with the message: of a very long one it is not even read.
    const place = message.length > maxReadText ? "" : placeOf(error.stack);
    return shortened(`${place}${text}`);
  } catch { // reading the error may throw as well
    return "threw something unreadable";
  }
}

/** `strategies/broken.ts, line 1, column 70: `; empty for an error of a built-in strategy. */
export function placeOf(stack: unknown): string {
  if (typeof stack !== "string" || stack.length > maxReadText) return "";
  const found = /\n\s+at (?:[^\n]*\()?(strategies\/\w+\.ts):(\d+):(\d+)\)?/.exec(stack);
  return found === null ? "" : `${found[1]}, line ${found[2]}, column ${found[3]}: `;
}

/** A very long text is not even cut, because its memory might not exist yet. */
export function shortened(text: string): string {
  if (text.length > maxReadText) return `a text of ${text.length} characters`;
  return text.slice(0, maxErrorText);
}
