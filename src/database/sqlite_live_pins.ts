/**
 * The table `live_pins`: the server of the account that is traded live, where only its number was
 * named. The first one stays.
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

  /** The server that is pinned, which is the given one when there was none. */
  pin({ login, server, pinnedMs }: LivePin): Stored<{ server: string; isNew: boolean }> {
    return this.#access.writeDurably(() => {
      const known = this.#find.get(login);
      if (known !== undefined) return { server: String(known.server), isNew: false };
      this.#add.run(login, server, pinnedMs);
      return { server, isNew: true };
    });
  }
}
