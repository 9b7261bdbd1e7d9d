/**
 * The one place where durability is decided.
 *
 * NORMAL in WAL mode for most writes: a crash of the program loses nothing, a power cut may lose the transactions since
 * the last checkpoint but never harms the file; what is lost can be fetched again from the terminal. FULL for what the
 * bridge decided itself and nobody else could tell it again (intents, halts, days, paper accounts): the transaction is
 * on the disk, with all before it, when it returns. A checkpoint waits for the disk, so writes leave it to
 * `SqliteStore.checkpoint` until the log is large.
 */

import type { DatabaseSync } from "node:sqlite";

/** Pages in the write-ahead log from which on a write moves them by itself: 16 MB, some seconds of a replay at full speed. */
const logPagesMax = 4_000;

/** What every connection to the store begins with. */
export function setDurability(db: DatabaseSync): void {
  db.exec(
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; " +
      `PRAGMA wal_autocheckpoint = ${logPagesMax}`,
  );
}

/** Runs one transaction or more with full durability. */
export function withFullDurability<T>(db: DatabaseSync, transaction: () => T): T {
  db.exec("PRAGMA synchronous = FULL");
  try {
    return transaction();
  } finally {
    db.exec("PRAGMA synchronous = NORMAL");
  }
}
