/**
 * The file with the Expert Advisor's inputs (`MQL5/Presets/MT5Bridge.set`), so that nobody has to
 * type the token.
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeUtf16 } from "./utf16_text.ts";

export const presetFile = "MT5Bridge.set";

export interface PresetInputs {
  readonly host: string;
  readonly port: number;
  readonly token: string;
}

/** Only the inputs that the bridge knows; all others keep the defaults of the Expert Advisor. */
export function presetLines({ host, port, token }: PresetInputs): string[] {
  return [`InpHost=${host}`, `InpPort=${port}`, `InpToken=${token}`];
}

/** Writes the file and returns its path. */
export function writePreset(dataDir: string, inputs: PresetInputs): string {
  const folder = join(dataDir, "MQL5", "Presets");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, presetFile);
  writeFileSync(path, encodeUtf16(presetLines(inputs)));
  return path;
}
