/** Starts a MetaTrader terminal with the configured account and the Expert Advisor on a chart. */

import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { err, ok, type Result } from "../../models/mod.ts";
import { type Clock, sleep } from "../../runtime/clock.ts";
import type { TerminalFolders } from "./terminal_folders.ts";
import { encodeUtf16 } from "./utf16_text.ts";

export type StartError =
  | { readonly code: "terminal_missing"; readonly path: string }
  | { readonly code: "terminal_not_started"; readonly path: string; readonly detail: string };

/**
 * A terminal reads its configuration within a few seconds; after updating itself it starts a second
 * time and reads it again.
 */
const iniLifeMs = 15_000;

const iniFolder = "mt5bridge-start-";

export interface StartOptions {
  readonly ini: readonly string[];
  readonly clock: Clock;
  /**
   * A folder of the bridge, used when the path of the system's temporary folder contains a blank,
   * which terminals do not accept.
   */
  readonly ownDir: string;
}

/** Resolves when the terminal has been started and the file with the password has been removed. */
export async function startTerminal(
  { programDir, isPortable }: TerminalFolders,
  { ini, clock, ownDir }: StartOptions,
): Promise<Result<null, StartError>> {
  const program = join(programDir, "terminal64.exe");
  if (!existsSync(program)) return err({ code: "terminal_missing", path: program });
  const parent = tmpdir().includes(" ") ? ownDir : tmpdir();
  mkdirSync(parent, { recursive: true });
  removeLeftOvers(parent);
  const folder = mkdtempSync(join(parent, iniFolder));
  const iniPath = join(folder, "startup.ini");
  try {
    writeFileSync(iniPath, encodeUtf16(ini), { mode: 0o600 });
    new Deno.Command(program, {
      args: [...(isPortable ? ["/portable"] : []), `/config:${iniPath}`],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn().unref();
    await sleep(clock, iniLifeMs);
    return ok(null);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied) {
      return err({ code: "terminal_not_started", path: program, detail: error.message });
    }
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Removes files of a bridge that was killed before it could remove them. */
function removeLeftOvers(parent: string): void {
  for (const name of readdirSync(parent)) {
    if (name.startsWith(iniFolder)) rmSync(join(parent, name), { recursive: true, force: true });
  }
}
