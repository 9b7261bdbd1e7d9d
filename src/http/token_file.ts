/**
 * The API token beside the data: made at the first start, read at every later one. Only its owner may read the file;
 * on Windows it has the permissions of its folder, which in a user's own folders are the same.
 */

import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { err, ok, type Result } from "../models/result.ts";

/** Why the file cannot be used. */
export interface TokenFileError {
  readonly path: string;
  readonly reason: string;
}

const usable = /^[\x21-\x7e]{16,256}$/;

/** The token in the file of that folder; `newToken` is written to it when it has none. Blocks. */
export function tokenOfFolder(
  folder: string,
  newToken: () => string,
): Result<string, TokenFileError> {
  const path = join(folder, "api-token");
  try {
    const found = readToken(path);
    if (found !== null) return ok(found);
    const made = newToken();
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, `${made}\n`, { mode: 0o600 });
    chmodSync(path, 0o600); // a file that was there keeps its permissions
    return ok(made);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return err({ path, reason: code });
  }
}

/** Null when there is no file, or none with a token in it. */
function readToken(path: string): string | null {
  try {
    const text = readFileSync(path, "utf8").trim();
    return usable.test(text) ? text : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
