/** The `paper_accounts` table: one row for each simulated account, with its complete state. */

import type { TerminalId, UnixMs } from "../models/mod.ts";
import type { SqliteAccess } from "./sqlite_access.ts";
import type { SqliteRegistry } from "./sqlite_registry.ts";
import type { SqliteShared } from "./sqlite_shared.ts";
import { SqliteStatement } from "./sqlite_statement.ts";
import { SqliteUpsert } from "./sqlite_upsert.ts";
import type { Stored } from "./store_error.ts";
import type { StoredPaperAccount } from "./trade_rows.ts";

export class SqlitePaperAccounts {
  readonly #access: SqliteAccess;
  readonly #registry: SqliteRegistry;
  readonly #upsert: SqliteUpsert;
  readonly #find: SqliteStatement;

  constructor({ db, access, registry }: SqliteShared) {
    this.#access = access;
    this.#registry = registry;
    this.#upsert = new SqliteUpsert(db, {
      table: "paper_accounts",
      key: ["terminal_id"],
      values: ["state", "saved_ms"],
      onConflict: "replace",
    });
    this.#find = new SqliteStatement(
      db,
      "SELECT state, saved_ms FROM paper_accounts WHERE terminal_id = ?",
    );
  }

  store(terminal: TerminalId, { state, savedMs }: StoredPaperAccount): Stored<void> {
    return this.#access.writeDurably(() => {
      this.#upsert.run(this.#registry.terminalId(terminal), state, savedMs);
    });
  }

  find(terminal: TerminalId): Stored<StoredPaperAccount | null> {
    return this.#access.read(() => {
      const id = this.#registry.findTerminalId(terminal);
      const row = id === null ? undefined : this.#find.get(id);
      if (row === undefined) return null;
      return { state: String(row.state), savedMs: row.saved_ms as UnixMs };
    });
  }
}
