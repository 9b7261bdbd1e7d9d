/**
 * Finds the MetaTrader terminals and their data. An ordinary installation has a data folder below
 * `%APPDATA%\MetaQuotes\Terminal`, whose `origin.txt` contains the path of the program folder; a
 * portable one has program and data in the same folder.
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeText } from "./utf16_text.ts";

export interface TerminalFolders {
  /** Contains the folder `MQL5`. */
  readonly dataDir: string;
  /** Contains `terminal64.exe` and `metaeditor64.exe`. */
  readonly programDir: string;
  readonly isPortable: boolean;
}

/**
 * The terminals of this user, by their data folders; those whose program no longer exists are left
 * out.
 */
export function installedTerminals(appDataDir: string): TerminalFolders[] {
  const parent = join(appDataDir, "MetaQuotes", "Terminal");
  if (!existsSync(parent)) return [];
  return readdirSync(parent).sort().flatMap((name) => {
    const dataDir = join(parent, name);
    const origin = join(dataDir, "origin.txt");
    if (!existsSync(origin)) return [];
    const programDir = decodeText(readFileSync(origin)).trim();
    return existsSync(programDir) ? [{ dataDir, programDir, isPortable: false }] : [];
  });
}

/**
 * A terminal that keeps its data in its program folder (`/portable`); null when there is none in
 * the folder.
 */
function portableTerminal(folder: string): TerminalFolders | null {
  const isTerminal = ["terminal64.exe", "MQL5"].some((name) => existsSync(join(folder, name)));
  return isTerminal ? { dataDir: folder, programDir: folder, isPortable: true } : null;
}

/**
 * The terminal that belongs to a folder named by the trader: its program folder, its data folder,
 * or a portable terminal's folder.
 */
export function terminalAt(
  folder: string,
  installed: readonly TerminalFolders[],
): TerminalFolders | null {
  const known = installed.find(({ dataDir, programDir }) =>
    samePath(dataDir, folder) || samePath(programDir, folder)
  );
  return known ?? portableTerminal(folder);
}

/** Windows ignores case in paths, and a trailing slash makes no difference. */
function samePath(one: string, other: string): boolean {
  const plain = (path: string) => path.replace(/[\\/]+$/, "").replaceAll("/", "\\").toLowerCase();
  return plain(one) === plain(other);
}
