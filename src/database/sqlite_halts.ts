/** The `halts` table: each halt once, from its start to its end. */

import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { Halt, TerminalId } from "../models/mod.ts";
import type { SqliteRegistry } from "./sqlite_registry.ts";
import { SqliteStatement } from "./sqlite_statement.ts";
import { SqliteUpsert } from "./sqlite_upsert.ts";

export class SqliteHalts {
  readonly #registry: SqliteRegistry;
  readonly #upsert: SqliteUpsert;
  readonly #lasting: SqliteStatement;

  constructor(db: DatabaseSync, registry: SqliteRegistry) {
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

  store(halt: Halt): void {
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
  }

  /** The halts in effect on all terminals, oldest first. */
  lasting(): Halt[] {
    return this.#lasting.all().map(haltOf);
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
