/**
 * File operations that fail because another program holds the file for a moment, as an antivirus on
 * Windows does with files that were just written.
 */

import { platform } from "node:process";
import { nap } from "./clock.ts";

/** Together a second and a half: a scan takes a fraction of it. */
const pausesMs = [25, 50, 100, 200, 400, 750] as const;

/** On Windows a file that is being scanned may neither be opened nor renamed. */
const heldCodes: Readonly<Record<string, readonly string[]>> = {
  win32: ["EBUSY", "EPERM", "EACCES"],
};
const heldAnywhere: readonly string[] = ["EBUSY"];

/** Repeats the operation while the file is held, then throws what it threw last. Blocks. */
export function whenFree<T>(operation: () => T, os: string = platform): T {
  const codes = heldCodes[os] ?? heldAnywhere;
  for (const pauseMs of pausesMs) {
    try {
      return operation();
    } catch (error) {
      const { code } = error as { readonly code?: unknown };
      if (typeof code !== "string" || !codes.includes(code)) throw error;
      nap(pauseMs);
    }
  }
  return operation();
}
