/**
 * Distinguishes failures of the disk and the file, which are expected, from mistakes in our own
 * SQL, which are not.
 */

import type { StoreError } from "./store_error.ts";

/**
 * The texts of SQLite's result codes (`sqlite3_errstr`), which are part of its stable interface.
 * The runtime provides the number on some errors only (`errcode` is missing after `exec` and
 * opening), but always the text.
 */
const failures: readonly { readonly text: RegExp; readonly code: StoreError["code"] }[] = [
  { text: /file is not a database/, code: "store_damaged" },
  { text: /malformed/, code: "store_damaged" },
  { text: /database or disk is full/, code: "store_disk_full" },
  { text: /database is locked|locking protocol/, code: "store_locked" },
  { text: /unable to open database file/, code: "store_unreachable" },
  { text: /attempt to write a readonly database/, code: "store_unreachable" },
  { text: /disk I\/O error/, code: "store_unreachable" },
];

/**
 * SQLITE_IOERR_SHMSIZE: no space for the -shm file, which SQLite reports as an ordinary I/O error.
 */
const noSpaceForShm = 4874;

/**
 * The expected failure behind a thrown value; null for anything else, which the caller must
 * rethrow.
 */
export function storeErrorOf(cause: unknown, path: string): StoreError | null {
  if (!(cause instanceof Error)) return null;
  const code = isSqliteError(cause) ? sqliteFailure(cause) : fileFailure(cause);
  switch (code) {
    case null:
      return null;
    case "store_locked":
    case "store_disk_full":
      return { code, path };
    case "store_damaged":
    case "store_unreachable":
      return { code, path, detail: cause.message };
    default:
      throw new TypeError(`Not a failure of SQLite: ${code}`);
  }
}

function isSqliteError(cause: Error): boolean {
  return "code" in cause && cause.code === "ERR_SQLITE_ERROR";
}

function sqliteFailure(cause: Error): StoreError["code"] | null {
  if ("errcode" in cause && cause.errcode === noSpaceForShm) return "store_disk_full";
  return failures.find((failure) => failure.text.test(cause.message))?.code ?? null;
}

/** File system errors carry the operating system's name of the error. */
function fileFailure(cause: Error): StoreError["code"] | null {
  if ("code" in cause && cause.code === "ENOSPC") return "store_disk_full";
  const fromFileSystem = Object.values(Deno.errors).some((kind) => cause instanceof kind) ||
    ("code" in cause && typeof cause.code === "string" && /^E[A-Z0-9]+$/.test(cause.code));
  return fromFileSystem ? "store_unreachable" : null;
}
