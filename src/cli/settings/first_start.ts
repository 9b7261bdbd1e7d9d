/**
 * The first start: when there is no settings file, one with all settings, explained and at their
 * defaults, is written to the program's folder, and beside it a folder with an example of a
 * strategy.
 */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { layOutStrategies } from "./strategy_files.ts";

/** The template; also included in the compiled program. */
const template = new URL("../../../.env.example", import.meta.url);

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

/** Writes the example as well, where there is no folder for strategies yet. */
export function firstStartLines(settingsPath: string): readonly string[] {
  const folder = join(dirname(settingsPath), "strategies");
  const lines = [`Created ${settingsPath} with every setting explained.`];
  if (existsSync(folder) || !layOutStrategies(folder, "example").ok) return lines;
  return [...lines, `Created ${folder} with an example of a strategy of your own.`];
}
