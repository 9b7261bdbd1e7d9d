/**
 * How the broker names the configured symbols and fills their orders, according to the store's
 * record of the latest connection.
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { SymbolMapping } from "./symbol_findings.ts";

/** Can read while a bridge is running; empty when there is no readable store yet. */
export function storedSymbols(dataDir: string): SymbolMapping[] {
  const path = join(dataDir, "bridge.sqlite");
  if (!existsSync(path)) return [];
  try {
    const db = new DatabaseSync(path, { readOnly: true });
    try {
      return db.prepare(
        "SELECT name, broker_symbol, filling_modes FROM symbols WHERE broker_symbol IS NOT NULL ORDER BY id",
      ).all().map((row) => ({
        symbol: String(row.name),
        brokerSymbol: String(row.broker_symbol),
        fillingModes: String(row.filling_modes),
      }));
    } finally {
      db.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_SQLITE_ERROR") return [];
    throw error;
  }
}
