/** How many prices a store holds of one account's terminal, read from outside of the store. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { splitTerminalId, type TerminalId } from "../models/mod.ts";
import { storeFile } from "./sqlite_file.ts";

export interface RowCounts {
  readonly bars: number;
  readonly ticks: number;
}

/** Null when there is no store, or it cannot be read. */
export function storedRowCounts(folder: string, terminal: TerminalId): RowCounts | null {
  const path = join(folder, storeFile);
  if (!existsSync(path)) return null;
  try {
    // Opened for reading only, it would leave the files of its journal behind.
    using db = new DatabaseSync(path);
    const { login, server } = splitTerminalId(terminal);
    const count = (from: string) =>
      Number(
        db.prepare(
          `SELECT count(*) AS count FROM ${from} JOIN symbols ON symbols.id = symbol_id
           JOIN terminals ON terminals.id = terminal_id WHERE login = ? AND server = ?`,
        ).get(login, server)?.count,
      );
    return { bars: count("bars JOIN series ON series.id = series_id"), ticks: count("ticks") };
  } catch {
    return null;
  }
}
