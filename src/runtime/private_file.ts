/** Files with secrets: only their owner may read them, from the first byte on. */

import { renameSync, rmSync, writeFileSync } from "node:fs";
import { whenFree } from "./held_file.ts";

/**
 * Replaces the file by a new one, because whoever had opened one that was readable before could
 * read what is written into it. Blocks. On Windows a file has the permissions of its folder.
 */
export function writePrivately(path: string, text: string): void {
  const fresh = `${path}.new`;
  rmSync(fresh, { force: true });
  try {
    writeFileSync(fresh, text, { mode: 0o600, flag: "wx" });
    whenFree(() => renameSync(fresh, path));
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}
