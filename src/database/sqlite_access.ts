/**
 * How the parts of the store access the file: reads, writes in one transaction, and durable writes.
 * Failures of the file or the disk become values; anything else throws.
 */

import type { DatabaseSync } from "node:sqlite";
import { err, ok, type Result } from "../models/result.ts";
import { withFullDurability } from "./sqlite_durability.ts";
import { storeErrorOf } from "./sqlite_failure.ts";
import { SqliteTransaction } from "./sqlite_transaction.ts";
import type { StoreError } from "./store_error.ts";

export class SqliteAccess {
  readonly #db: DatabaseSync;
  readonly #path: string;
  readonly #transaction: SqliteTransaction;
  readonly #remembered: (() => void)[] = [];

  constructor(db: DatabaseSync, path: string) {
    this.#db = db;
    this.#path = path;
    this.#transaction = new SqliteTransaction(db, () => {
      for (const forget of this.#remembered) forget();
    });
  }

  /** `forget` is called after a rollback, to drop what was cached of the undone changes. */
  onRollback(forget: () => void): void {
    this.#remembered.push(forget);
  }

  read<T>(body: () => T): Result<T, StoreError> {
    try {
      return ok(body());
    } catch (cause) {
      const error = storeErrorOf(cause, this.#path);
      if (error === null) throw cause;
      return err(error);
    }
  }

  /** Writes everything or nothing. */
  write<T>(body: () => T): Result<T, StoreError> {
    return this.read(() => this.#transaction.run(body));
  }

  /** As `write`, and the data is on the disk when it returns. */
  writeDurably<T>(body: () => T): Result<T, StoreError> {
    return this.read(() => withFullDurability(this.#db, () => this.#transaction.run(body)));
  }
}
