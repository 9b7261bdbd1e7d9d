/**
 * The table `terminal_checks`: the latest self-test of each terminal. The script may run before the
 * Expert Advisor has ever connected, so the account need not be registered.
 */

import type { CheckedAssumption, TerminalCheck } from "../models/terminal_check.ts";
import { type TerminalId, type UnixMs } from "../models/mod.ts";
import type { SqliteAccess } from "./sqlite_access.ts";
import type { SqliteShared } from "./sqlite_shared.ts";
import { SqliteStatement } from "./sqlite_statement.ts";
import { SqliteUpsert } from "./sqlite_upsert.ts";
import type { Stored } from "./store_error.ts";

/** More than anybody has; the oldest ones go. */
const checksMax = 64;

export class SqliteTerminalChecks {
  readonly #access: SqliteAccess;
  readonly #upsert: SqliteUpsert;
  readonly #forget: SqliteStatement;
  readonly #all: SqliteStatement;

  constructor({ db, access }: SqliteShared) {
    this.#access = access;
    this.#upsert = new SqliteUpsert(db, {
      table: "terminal_checks",
      key: ["terminal"],
      values: ["build", "checked_ms", "results"],
      onConflict: "replace",
    });
    const newest = "SELECT terminal FROM terminal_checks ORDER BY checked_ms DESC LIMIT ?";
    this.#forget = new SqliteStatement(
      db,
      `DELETE FROM terminal_checks WHERE terminal NOT IN (${newest})`,
    );
    this.#all = new SqliteStatement(
      db,
      "SELECT terminal, build, checked_ms, results FROM terminal_checks ORDER BY terminal",
    );
  }

  store({ terminal, build, checkedMs, results }: TerminalCheck): Stored<void> {
    return this.#access.write(() => {
      this.#upsert.run(terminal, build, checkedMs, JSON.stringify(results));
      this.#forget.run(checksMax);
    });
  }

  all(): Stored<readonly TerminalCheck[]> {
    return this.#access.read(() =>
      this.#all.all().map(({ terminal, build, checked_ms, results }) => ({
        terminal: String(terminal) as TerminalId,
        build: Number(build),
        checkedMs: Number(checked_ms) as UnixMs,
        results: JSON.parse(String(results)) as readonly CheckedAssumption[],
      }))
    );
  }
}
