/**
 * The table `live_pins`: the server of the live account if only its number is configured. The first
 * one is kept.
 */

import type { Login, UnixMs } from "../models/mod.ts";
import type { SqliteAccess } from "./sqlite_access.ts";
import type { SqliteShared } from "./sqlite_shared.ts";
import { SqliteStatement } from "./sqlite_statement.ts";
import type { Stored } from "./store_error.ts";

export interface LivePin {
  readonly login: Login;
  readonly server: string;
  readonly pinnedMs: UnixMs;
}

export class SqliteLivePins {
  readonly #access: SqliteAccess;
  readonly #add: SqliteStatement;
  readonly #find: SqliteStatement;

  constructor({ db, access }: SqliteShared) {
    this.#access = access;
    this.#add = new SqliteStatement(
      db,
      "INSERT INTO live_pins (login, server, pinned_ms) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
    );
    this.#find = new SqliteStatement(db, "SELECT server FROM live_pins WHERE login = ?");
  }

  /** The stored server; the given one if none was stored. */
  pin({ login, server, pinnedMs }: LivePin): Stored<{ server: string; isNew: boolean }> {
    return this.#access.writeDurably(() => {
      const known = this.#find.get(login);
      if (known !== undefined) return { server: String(known.server), isNew: false };
      this.#add.run(login, server, pinnedMs);
      return { server, isNew: true };
    });
  }
}
