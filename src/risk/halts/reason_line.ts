/**
 * A halt's reason as one line: terminals keep it in a line of a file, and send no control
 * characters.
 */

const controls = /[\p{Cc}\u2028\u2029]/gu;

/** Control characters become spaces; half a character is replaced. */
export function reasonLine(reason: string): string {
  return reason.toWellFormed().replaceAll(controls, " ");
}

/** Its beginning, at most this long: no character is cut in half. */
export function reasonStart(reason: string, lengthMax: number): string {
  let start = "";
  for (const character of reasonLine(reason)) {
    if (start.length + character.length > lengthMax) break;
    start += character;
  }
  return start;
}
