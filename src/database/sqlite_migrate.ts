/**
 * Migrates a file's schema, with one transaction for each step: a crash in between leaves a
 * complete older schema.
 */

import type { DatabaseSync } from "node:sqlite";
import type { Migration } from "./migrations.ts";

/**
 * Marks the bridge's files ("MT5B" in ASCII), so that another program's SQLite file is never
 * mistaken for a store.
 */
export const bridgeApplicationId = 0x4d543542;

export interface FileVersion {
  readonly applicationId: number;
  readonly schema: number;
}

export function fileVersion(db: DatabaseSync): FileVersion {
  return {
    applicationId: pragmaNumber(db, "application_id"),
    schema: pragmaNumber(db, "user_version"),
  };
}

/** Applies the missing steps. Returns the schema version before. */
export function migrate(db: DatabaseSync, steps: readonly Migration[]): number {
  const before = pragmaNumber(db, "user_version");
  for (const [index, step] of steps.entries()) {
    if (index < before) continue;
    db.exec("BEGIN IMMEDIATE");
    try {
      db.exec(step.sql);
      db.exec(`PRAGMA application_id = ${bridgeApplicationId}; PRAGMA user_version = ${index + 1}`);
      db.exec("COMMIT");
    } catch (error) {
      if (db.isTransaction) db.exec("ROLLBACK");
      throw error;
    }
  }
  return before;
}

function pragmaNumber(db: DatabaseSync, name: "application_id" | "user_version"): number {
  return Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);
}
