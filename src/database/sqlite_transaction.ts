/** Transactions: everything done inside `run` happens completely or not at all. */

import type { DatabaseSync } from "node:sqlite";
import { SqliteStatement } from "./sqlite_statement.ts";

export class SqliteTransaction {
  readonly #db: DatabaseSync;
  readonly #begin: SqliteStatement;
  readonly #commit: SqliteStatement;
  readonly #onRollback: () => void;

  /** `onRollback` is called after a rollback, so that cached data can be dropped. */
  constructor(db: DatabaseSync, onRollback: () => void) {
    this.#db = db;
    this.#begin = new SqliteStatement(db, "BEGIN IMMEDIATE");
    this.#commit = new SqliteStatement(db, "COMMIT");
    this.#onRollback = onRollback;
  }

  run<T>(body: () => T): T {
    this.#begin.run();
    try {
      const result = body();
      this.#commit.run();
      return result;
    } catch (error) {
      // When the disk is full, SQLite has already rolled back.
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
      this.#onRollback();
      throw error;
    }
  }
}
