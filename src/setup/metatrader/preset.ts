/**
 * What the Expert Advisor needs to know: its inputs (`MQL5/Presets/MT5Bridge.set`), and the link's
 * token in a file of its own, so that an Expert Advisor on a chart finds a new one by itself.
 */

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { writePrivately } from "../../runtime/private_file.ts";
import { encodeUtf16 } from "./utf16_text.ts";

export const presetFile = "MT5Bridge.set";

export interface PresetInputs {
  readonly host: string;
  readonly port: number;
}

/** Beside the Expert Advisor's other files; it is the only folder that it can read. */
export function tokenPath(dataDir: string): string {
  return join(dataDir, "MQL5", "Files", "MT5Bridge", "link-token.txt");
}

/**
 * Only the inputs that the bridge knows; all others keep the defaults of the Expert Advisor. Its
 * token is empty, so that the one in the file is used.
 */
export function presetLines({ host, port }: PresetInputs): string[] {
  return [`InpHost=${host}`, `InpPort=${port}`, "InpToken="];
}

/** Hands the token over; null when the bridge needs none. Returns the file's path. */
export function writeToken(dataDir: string, token: string | null): string {
  const path = tokenPath(dataDir);
  if (token === null) {
    rmSync(path, { force: true });
    return path;
  }
  mkdirSync(dirname(path), { recursive: true });
  writePrivately(path, `${token}\n`);
  return path;
}

/** The token file of a terminal: `absent`, with `another` token than the bridge's, or `same`. */
export type HandedToken = "absent" | "another" | "same";

/** `token`: the bridge's. A file that cannot be read is no help to the Expert Advisor, either. */
export function handedToken(dataDir: string, token: string): HandedToken {
  try {
    return readFileSync(tokenPath(dataDir), "utf8").trim() === token ? "same" : "another";
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return "absent";
  }
}

/** Writes the file and returns its path. */
export function writePreset(dataDir: string, inputs: PresetInputs): string {
  const folder = join(dataDir, "MQL5", "Presets");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, presetFile);
  writeFileSync(path, encodeUtf16(presetLines(inputs)));
  return path;
}
