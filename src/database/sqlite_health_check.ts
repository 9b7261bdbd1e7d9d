/** Proves that the store can be written and read. */

import type { UnixMs } from "../models/mod.ts";
import type { SqliteAccess } from "./sqlite_access.ts";
import type { SqliteShared } from "./sqlite_shared.ts";
import { SqliteStatement } from "./sqlite_statement.ts";
import type { Stored } from "./store_error.ts";

export class SqliteHealthCheck {
  readonly #access: SqliteAccess;
  readonly #write: SqliteStatement;
  readonly #read: SqliteStatement;

  constructor({ db, access }: SqliteShared) {
    this.#access = access;
    this.#write = new SqliteStatement(
      db,
      "INSERT INTO health_checks (id, checked_ms) VALUES (1, ?) " +
        "ON CONFLICT (id) DO UPDATE SET checked_ms = excluded.checked_ms",
    );
    this.#read = new SqliteStatement(db, "SELECT checked_ms FROM health_checks WHERE id = 1");
  }

  /** Writes a row and reads it back. Throws when it reads something else. */
  run(nowMs: UnixMs): Stored<void> {
    return this.#access.write(() => {
      this.#write.run(nowMs);
      const found = Number(this.#read.get()?.checked_ms);
      if (found !== nowMs) throw new Error(`Health check wrote ${nowMs} and read ${found}`);
    });
  }
}
