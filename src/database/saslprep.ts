/**
 * A password as PostgreSQL hashes it for SCRAM: SASLprep (RFC 4013), which writes what looks the
 * same in one way. As there, a password that it does not allow stays as it is. Pure.
 */

import { disallowed, ignored, leftToRight, rightToLeft, spaces } from "./saslprep_tables.ts";

export function saslPrepared(password: string): string {
  // deno-lint-ignore no-control-regex
  if (/^[\x00-\x7f]*$/.test(password)) return password;
  const mapped = Array.from(password, (letter) => {
    const code = letter.codePointAt(0)!;
    if (spaces.has(code)) return " ";
    return ignored.has(code) ? "" : letter;
  });
  const prepared = mapped.join("").normalize("NFKC");
  return isAllowed(Array.from(prepared, (letter) => letter.codePointAt(0)!)) ? prepared : password;
}

function isAllowed(codes: readonly number[]): boolean {
  if (codes.length === 0 || codes.some((code) => disallowed.has(code))) return false;
  if (!codes.some((code) => rightToLeft.has(code))) return true;
  return rightToLeft.has(codes[0]!) && rightToLeft.has(codes.at(-1)!) &&
    !codes.some((code) => leftToRight.has(code));
}
