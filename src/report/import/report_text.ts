/**
 * The text of a report file. MetaTrader writes UTF-16 with a byte order mark; editors and mail
 * programs make UTF-8 of it. Pure.
 */

import { err, ok, type Result } from "../../models/result.ts";

export function reportText(bytes: Uint8Array): Result<string, string> {
  const encoding = encodingOf(bytes);
  try {
    return ok(new TextDecoder(encoding, { fatal: true }).decode(bytes));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return err(
      `it is not text in ${encoding.toUpperCase()}, as it claims to be: it was cut off or changed. ` +
        "Save the report again in MetaTrader",
    );
  }
}

/** By the byte order mark, or else by where the zeros of `<` and `h` stand. */
function encodingOf([first, second, third]: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (second === 0 && third !== 0) return "utf-16le";
  return first === 0 ? "utf-16be" : "utf-8";
}
