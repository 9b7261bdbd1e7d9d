/** The first start: where there are no settings, a file with all of them, explained and at their defaults, is created beside the program. */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Part of the program, also of the compiled one. */
const template = new URL("../../.env.example", import.meta.url);

/** The new file's path; null when there was one, or none can be written there (the defaults run all the same). */
export function layOutSettings(homeDir: string): string | null {
  const path = join(homeDir, ".env");
  if (existsSync(path)) return null;
  try {
    writeFileSync(path, readFileSync(template), { flag: "wx" });
    return path;
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code === "string") return null;
    throw error;
  }
}
