/**
 * Files with tokens in the data folder: created at the first start, read at every later one. Only
 * their owner may read them. On Windows they have the permissions of the data folder, see
 * `../cli/settings/private_files.ts`.
 */

import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { err, ok, type Result } from "../models/result.ts";
import { whenFree } from "../runtime/held_file.ts";
import { writePrivately } from "../runtime/private_file.ts";

/** Why the file cannot be used. */
export interface TokenFileError {
  readonly path: string;
  readonly reason: string;
}

/** What it is for: requests to the API, the fleet page, or terminals. */
export type TokenFileName = "api-token" | "fleet-token" | "link-token";

const usable = /^[\x21-\x7e]{16,256}$/;

/** The token in that file; when the file has none, `newToken` is written to it. Blocks. */
export function tokenOfFolder(
  folder: string,
  name: TokenFileName,
  newToken: () => string,
): Result<string, TokenFileError> {
  const path = join(folder, name);
  try {
    const found = readToken(path);
    if (found !== null) return ok(found);
    const made = newToken();
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writePrivately(path, `${made}\n`);
    return ok(made);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return err({ path, reason: code });
  }
}

/** The token in that file, which is not made; null when there is none. */
export function keptToken(folder: string, name: TokenFileName): string | null {
  try {
    return readToken(join(folder, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return null;
  }
}

/** Null when there is no file, or no token in it. */
function readToken(path: string): string | null {
  try {
    const text = whenFree(() => readFileSync(path, "utf8")).trim();
    return usable.test(text) ? text : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
