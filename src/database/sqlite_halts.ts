/** The `halts` table: each halt once, from its start to its end. */

import type { SQLOutputValue } from "node:sqlite";
import type { Halt, TerminalId } from "../models/mod.ts";
import type { SqliteAccess } from "./sqlite_access.ts";
import type { SqliteRegistry } from "./sqlite_registry.ts";
import type { SqliteShared } from "./sqlite_shared.ts";
import { SqliteStatement } from "./sqlite_statement.ts";
import { SqliteUpsert } from "./sqlite_upsert.ts";
import type { Stored } from "./store_error.ts";

export class SqliteHalts {
  readonly #access: SqliteAccess;
  readonly #registry: SqliteRegistry;
  readonly #upsert: SqliteUpsert;
  readonly #lasting: SqliteStatement;

  constructor({ db, access, registry }: SqliteShared) {
    this.#access = access;
    this.#registry = registry;
    this.#upsert = new SqliteUpsert(db, {
      table: "halts",
      key: ["halt"],
      values: [
        "terminal_id",
        "cause",
        "policy",
        "ends",
        "reason",
        "started_ms",
        "broker_day",
        "flat_ms",
        "ended_ms",
        "ended_by",
      ],
      onConflict: "replace",
    });
    this.#lasting = new SqliteStatement(
      db,
      "SELECT h.*, t.login, t.server FROM halts h JOIN terminals t ON t.id = h.terminal_id " +
        "WHERE h.ended_ms IS NULL ORDER BY h.started_ms, h.id",
    );
  }

  store(halt: Halt): Stored<void> {
    return this.#access.writeDurably(() => {
      this.#upsert.run(
        halt.id,
        this.#registry.terminalId(halt.terminal),
        halt.cause,
        halt.policy,
        halt.ends,
        halt.reason,
        halt.startedMs,
        halt.brokerDay,
        halt.flatMs,
        halt.endedMs,
        halt.endedBy,
      );
    });
  }

  /** Of all terminals, oldest first. */
  lasting(): Stored<Halt[]> {
    return this.#access.read(() => this.#lasting.all().map(haltOf));
  }
}

function haltOf(row: Record<string, SQLOutputValue>): Halt {
  return {
    id: String(row.halt),
    terminal: `${row.login}@${row.server}` as TerminalId,
    cause: row.cause as Halt["cause"],
    policy: row.policy as Halt["policy"],
    ends: row.ends as Halt["ends"],
    reason: String(row.reason),
    startedMs: row.started_ms as Halt["startedMs"],
    brokerDay: String(row.broker_day),
    flatMs: row.flat_ms as Halt["flatMs"],
    endedMs: row.ended_ms as Halt["endedMs"],
    endedBy: row.ended_by as string | null,
  };
}
