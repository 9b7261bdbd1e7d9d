/**
 * Opens the store's file, or says why it cannot be opened. Entry point: `openSqliteFile`.
 *
 * Invariants: an existing file is never replaced or recreated, whatever is wrong with it; a new
 * file gets its final name only when its schema is complete; only one bridge uses a folder.
 */

import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { err, ok, type Result } from "../models/result.ts";
import { type FolderLock, tryLockFolder } from "./folder_lock.ts";
import type { MigrationNote } from "./migration_note.ts";
import type { Migration } from "./migrations.ts";
import { setDurability } from "./sqlite_durability.ts";
import { storeErrorOf } from "./sqlite_failure.ts";
import { bridgeApplicationId, fileVersion, migrate } from "./sqlite_migrate.ts";
import type { StoreError } from "./store_error.ts";
import { journalOf, StoreJournal } from "./store_journal.ts";
import { whenFree } from "../runtime/held_file.ts";

export const storeFile = "bridge.sqlite";

/**
 * The longest wait for a program that locks the file for a moment; well below the time after which
 * an actor counts as hung.
 */
const busyTimeoutMs = 1_000;

/**
 * Files up to this size are checked page by page each time they are opened. Measured: 4.5 ms for
 * each MB, so at most 0.15 s of the start, while a file of 10 GB would take 45 s. In larger files
 * only the small tables are checked; a damaged page of bars or ticks is noticed when it is read.
 */
const fullCheckBytes = 32 * 1024 * 1024;

/** Tables that grow with the market; all others stay small. */
const largeTables: readonly string[] = ["bars", "ticks"];

export interface StoreFile {
  readonly db: DatabaseSync;
  readonly path: string;
  /** The schema version before this opening; 0 when the file was created now. */
  readonly schemaBefore: number;
  /** What the migration did to stored rows. */
  readonly migrationNotes: readonly MigrationNote[];
  /** The bridge ended without closing the file, and its `-wal` is not there any more. */
  readonly isJournalLost: boolean;
  readonly journal: StoreJournal;
  /** Closes the file and unlocks the folder. */
  close(): void;
}

/** Opens `bridge.sqlite` in `folder`, creating folder and file when missing, and migrates it. */
export function openSqliteFile(
  folder: string,
  steps: readonly Migration[],
): Result<StoreFile, StoreError> {
  const path = join(folder, storeFile);
  let lock: FolderLock | null = null;
  try {
    Deno.mkdirSync(folder, { recursive: true });
    lock = tryLockFolder(folder);
    if (lock === null) return err({ code: "store_locked", path });
    const opened = openLocked(path, steps, lock);
    if (!opened.ok) lock.release();
    return opened;
  } catch (cause) {
    lock?.release();
    const error = storeErrorOf(cause, path);
    if (error === null) throw cause;
    return err(error);
  }
}

function openLocked(
  path: string,
  steps: readonly Migration[],
  lock: FolderLock,
): Result<StoreFile, StoreError> {
  const found = statOrNull(path);
  const obstacle = obstacleTo(path, found);
  if (obstacle !== null) return err(obstacle);
  const isJournalLost = found !== null && lock.wasLeftInUse && statOrNull(journalOf(path)) === null;
  if (found === null) createFile(path, steps);
  const db = connect(path);
  try {
    const refusal = refusalOf(db, { path, sizeBytes: found?.size ?? 0, known: steps.length });
    if (refusal !== null) {
      db.close();
      return err(refusal);
    }
    setDurability(db);
    const { before: schemaBefore, notes: migrationNotes } = found === null
      ? { before: 0, notes: [] }
      : migrate(db, steps);
    proveWritable(db, steps.length);
    lock.markInUse();
    const journal = new StoreJournal(path);
    const close = () => {
      db.close();
      lock.release();
    };
    return ok({ db, path, schemaBefore, migrationNotes, isJournalLost, journal, close });
  } catch (cause) {
    db.close();
    throw cause;
  }
}

/** Anything that prevents opening or creating the file before SQLite has seen it. */
function obstacleTo(path: string, found: Deno.FileInfo | null): StoreError | null {
  if (found === null) {
    if (statOrNull(journalOf(path)) === null) return null;
    const detail = "the file is missing while its -wal, which holds the latest rows, is there";
    return { code: "store_damaged", path, detail };
  }
  if (found.isDirectory) {
    return { code: "store_unreachable", path, detail: "a folder has its name" };
  }
  return found.size === 0 ? { code: "store_damaged", path, detail: "the file is empty" } : null;
}

/**
 * After a crash half-way only the file with the temporary name exists, and the next start creates
 * it again.
 */
function createFile(path: string, steps: readonly Migration[]): void {
  const unfinished = `${path}.new`;
  for (const suffix of ["", "-wal", "-shm"]) removeIfThere(unfinished + suffix);
  const db = connect(unfinished);
  try {
    setDurability(db);
    migrate(db, steps);
  } finally {
    db.close();
  }
  whenFree(() => Deno.renameSync(unfinished, path));
}

function connect(path: string): DatabaseSync {
  return new DatabaseSync(path, { timeout: busyTimeoutMs, enableForeignKeyConstraints: true });
}

/**
 * Rewrites the current version number, so that a read-only file or a full disk is noticed now and
 * not at the first bar.
 */
function proveWritable(db: DatabaseSync, schema: number): void {
  db.exec(`PRAGMA user_version = ${schema}`);
}

function refusalOf(
  db: DatabaseSync,
  file: { readonly path: string; readonly sizeBytes: number; readonly known: number },
): StoreError | null {
  const { path, known } = file;
  const { applicationId, schema } = fileVersion(db);
  if (applicationId !== bridgeApplicationId) return { code: "store_foreign", path, applicationId };
  if (schema > known) return { code: "store_newer_schema", path, found: schema, known };
  const detail = firstDamage(db, file.sizeBytes);
  return detail === null ? null : { code: "store_damaged", path, detail };
}

/** The first problem that SQLite's own check finds; null when the checked pages are sound. */
function firstDamage(db: DatabaseSync, sizeBytes: number): string | null {
  const checks = sizeBytes <= fullCheckBytes
    ? ["PRAGMA quick_check(1)"]
    : smallTables(db).map((table) => `PRAGMA quick_check('${table}')`);
  for (const check of checks) {
    const found = String(db.prepare(check).get()?.quick_check);
    if (found !== "ok") return found.replaceAll("\n", " ");
  }
  return null;
}

function smallTables(db: DatabaseSync): string[] {
  return db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
    .map((row) => String(row.name))
    .filter((name) => !largeTables.includes(name) && !name.startsWith("sqlite_"));
}

function statOrNull(path: string): Deno.FileInfo | null {
  try {
    return Deno.statSync(path);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return null;
    throw cause;
  }
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
  }
}
