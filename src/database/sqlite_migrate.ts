/**
 * Migrates a file's schema, with one transaction for each step: a crash in between leaves a
 * complete older schema.
 */

import type { DatabaseSync } from "node:sqlite";
import type { MigrationNote } from "./migration_note.ts";
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

export interface Migrated {
  /** The schema version before. */
  readonly before: number;
  /** What the steps did to stored rows. */
  readonly notes: readonly MigrationNote[];
}

/** Applies the missing steps. */
export function migrate(db: DatabaseSync, steps: readonly Migration[]): Migrated {
  const before = pragmaNumber(db, "user_version");
  const notes: MigrationNote[] = [];
  for (const [index, step] of steps.entries()) {
    if (index < before) continue;
    db.exec("BEGIN IMMEDIATE");
    try {
      db.exec(step.sql);
      const stepNotes = step.repair?.(db) ?? [];
      db.exec(`PRAGMA application_id = ${bridgeApplicationId}; PRAGMA user_version = ${index + 1}`);
      db.exec("COMMIT");
      notes.push(...stepNotes);
    } catch (error) {
      if (db.isTransaction) db.exec("ROLLBACK");
      throw error;
    }
  }
  return { before, notes };
}

function pragmaNumber(db: DatabaseSync, name: "application_id" | "user_version"): number {
  return Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);
}
