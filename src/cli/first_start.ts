/**
 * The first start: when there is no settings file, one with all settings, explained and at their
 * defaults, is written to the program's folder.
 */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The template; also included in the compiled program. */
const template = new URL("../../.env.example", import.meta.url);

/**
 * The path of the new file; null when one exists already, or when it cannot be written (the
 * defaults are used then).
 */
export function layOutSettings(homeDir: string): string | null {
  const path = join(homeDir, ".env");
  if (existsSync(path)) return null;
  try {
    writeFileSync(path, readFileSync(template), { flag: "wx", mode: 0o600 });
    return path;
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code === "string") return null;
    throw error;
  }
}
