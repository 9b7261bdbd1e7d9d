/** Reads the text of a trader's file. */

import { readFileSync, statSync } from "node:fs";
import { err, ok, type Result } from "../../models/mod.ts";
import { fileOf, maxSourceBytes } from "./plugin_strategy.ts";

/** Letters that are replaced would be other letters in reasons and names, without a word. */
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Its text, or why it cannot be read, as a sentence that begins with "it". */
export function pluginSource(path: string, name: string): Result<string, string> {
  try {
    const found = statSync(path);
    if (!found.isFile()) return err(`cannot be read: ${fileOf(name)} is not a file`);
    const { size } = found; // anything else, such as a pipe, might never end
    if (size > maxSourceBytes) {
      return err(`is too large: ${fileOf(name)} has ${size} bytes (limit ${maxSourceBytes})`);
    }
    return ok(utf8.decode(readFileSync(path)));
  } catch (error) {
    if (error instanceof TypeError) {
      return err(
        `cannot be read: ${fileOf(name)} is not in UTF-8; save it as UTF-8 in your editor`,
      );
    }
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return err(`cannot be read: ${fileOf(name)} (${code})`);
  }
}
