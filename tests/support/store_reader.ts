/** Reads a bridge's store from outside, as a trader with a SQLite tool would. */

import { join } from "node:path";
import { DatabaseSync, type SQLOutputValue } from "node:sqlite";

export type Row = Record<string, SQLOutputValue>;

/** All rows of a query on the store in `dataDir`. */
export function storeRows(dataDir: string, sql: string): Row[] {
  const db = new DatabaseSync(join(dataDir, "bridge.sqlite"), { readOnly: true });
  try {
    return db.prepare(sql).all();
  } finally {
    db.close();
  }
}

/** The number that a query returns. */
export function storeCount(dataDir: string, sql: string): number {
  return Number(Object.values(storeRows(dataDir, sql)[0] ?? {})[0]);
}
