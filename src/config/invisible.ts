/** Finds characters that no editor shows: pasted along with a value, they make it a riddle. */

/** Control and format characters, blanks other than a space, and letters without a shape. */
const invisible =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u3164\uffa0]/u;

/** Completes "LOG_LEVEL: ..."; null when every character can be seen. */
export function invisibleProblem(text: string): string | null {
  const point = invisible.exec(text)?.[0].codePointAt(0);
  if (point === undefined) return null;
  const code = point.toString(16).toUpperCase().padStart(4, "0");
  return `contains an invisible character (U+${code})`;
}
