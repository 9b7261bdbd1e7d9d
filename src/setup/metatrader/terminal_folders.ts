/**
 * Where MetaTrader terminals are installed and keep their data. An ordinary one has a data folder below
 * `%APPDATA%\MetaQuotes\Terminal`, whose `origin.txt` names its program's folder; a portable one keeps both together.
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeText } from "./utf16_text.ts";

export interface TerminalFolders {
  /** Has the folder `MQL5`. */
  readonly dataDir: string;
  /** Has `terminal64.exe` and `metaeditor64.exe`. */
  readonly programDir: string;
  readonly isPortable: boolean;
}

/** The terminals of this user, by their data folders; those whose program is gone are left out. */
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

/** A terminal that keeps its data beside its program (`/portable`); null when the folder has none. */
function portableTerminal(folder: string): TerminalFolders | null {
  const isTerminal = ["terminal64.exe", "MQL5"].some((name) => existsSync(join(folder, name)));
  return isTerminal ? { dataDir: folder, programDir: folder, isPortable: true } : null;
}

/** The terminal that a folder named by the trader belongs to: its program's, its data's, or a portable one's. */
export function terminalAt(
  folder: string,
  installed: readonly TerminalFolders[],
): TerminalFolders | null {
  const known = installed.find(({ dataDir, programDir }) =>
    samePath(dataDir, folder) || samePath(programDir, folder)
  );
  return known ?? portableTerminal(folder);
}

/** Windows does not tell capital letters apart, and takes a slash at the end or not. */
function samePath(one: string, other: string): boolean {
  const plain = (path: string) => path.replace(/[\\/]+$/, "").replaceAll("/", "\\").toLowerCase();
  return plain(one) === plain(other);
}
