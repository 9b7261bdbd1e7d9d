/**
 * The only place that decides about durability.
 *
 * Most writes use NORMAL in WAL mode: a crash of the program loses nothing; a power failure may
 * lose the transactions since the last checkpoint, but never damages the file, and the terminal can
 * send the lost data again. FULL is used for the bridge's own decisions, which nobody else can
 * restore (intents, halts, days, paper accounts): when the call returns, the transaction and all
 * earlier ones are on the disk. A checkpoint waits for the disk, so writes leave it to
 * `SqliteStore.checkpoint` until the log is large.
 */

import type { DatabaseSync } from "node:sqlite";

/**
 * When the write-ahead log has this many pages, a write moves them to the file: 16 MB, a few
 * seconds of a replay at full speed.
 */
const logPagesMax = 4_000;

/** Run first on every connection to the store. */
export function setDurability(db: DatabaseSync): void {
  db.exec(
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; " +
      `PRAGMA wal_autocheckpoint = ${logPagesMax}`,
  );
}

/** Runs one or more transactions with full durability. */
export function withFullDurability<T>(db: DatabaseSync, transaction: () => T): T {
  db.exec("PRAGMA synchronous = FULL");
  try {
    return transaction();
  } finally {
    db.exec("PRAGMA synchronous = NORMAL");
  }
}
