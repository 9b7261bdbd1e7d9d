/**
 * Describes an error that a strategy threw: bounded, safe for any value, and with line and column
 * for a trader's file. The realm of such a file receives these functions as text
 * (`realm_program.ts`).
 */

/** A message should fit on one log line. */
export const maxErrorText = 500;

/** A text that is longer may be costly even to look at. */
export const maxReadText = 10_000;

/** The trader's file whose realm this is; null outside of one. */
export const ownFile: string | null = null;

/** Where the lines of a translated file were in its text; empty when none has moved. */
export const ownPlaces: { moved: readonly (readonly number[])[] } = { moved: [] };

export function describeError(error: unknown): string {
  try {
    if (!(error instanceof Error)) return shortened(`${placeOf("")}${firstLine(String(error))}`);
    const { name, message } = error;
    const text = `${firstLine(String(name))}: ${firstLine(String(message))}`;
    // The stack begins with the message: of a very long one it is not even read.
    const place = placeOf(message.length > maxReadText ? "" : error.stack);
    return shortened(`${place}${text}`);
  } catch { // reading the error may throw as well
    return "threw something unreadable";
  }
}

/**
 * `strategies/broken.ts, line 1, column 70: `; empty for an error of a built-in strategy. A file
 * writes the stack as it likes, but no other file is named.
 */
export function placeOf(stack: unknown): string {
  if (ownFile === null) return "";
  const lines = typeof stack === "string" && stack.length <= maxReadText ? stack.split("\n") : [];
  for (const line of lines) {
    const found = /^\s+at (?:.*\()?(strategies\/\w+\.ts):(\d+):(\d+)\)?/.exec(line);
    if (found?.[1] === ownFile) {
      const [row, column] = sourcePlace(Number(found[2]), Number(found[3]));
      return `${ownFile}, line ${row}, column ${column}: `;
    }
  }
  return `${ownFile}: `;
}

/** Line and column in the trader's text, both counted from 1. */
export function sourcePlace(line: number, column: number): readonly [number, number] {
  const found = ownPlaces.moved[line - 1];
  if (found === undefined || found.length < 3) return [line, column];
  let at = 0;
  while (at + 3 < found.length && found[at + 3]! <= column - 1) at += 3;
  return [found[at + 1]! + 1, found[at + 2]! + 1];
}

export function firstLine(text: string): string {
  return withoutHidden(shortened(text).split(/[\n\r\u2028\u2029]/)[0] ?? "");
}

/** Control and format characters, line separators, halves of characters: by them a text can lie. */
export function hasHidden(text: string): boolean {
  return /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(text);
}

export function withoutHidden(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, "\uFFFD");
}

/** A very long text is not even cut, because its memory might not exist yet. */
export function shortened(text: string): string {
  if (text.length > maxReadText) return `a text of ${text.length} characters`;
  return text.slice(0, maxErrorText);
}
