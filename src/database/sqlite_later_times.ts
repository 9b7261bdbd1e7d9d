/**
 * Brings an account back whose rows are later than any time that can be: a quote with a wrong time
 * had moved it there. Its days are removed, because they would be counted until then; deals and
 * lasting halts are kept and dated to the present.
 */

import type { BrokerMs, TerminalId, UnixMs } from "../models/mod.ts";
import type { SqliteAccess } from "./sqlite_access.ts";
import type { SqliteRegistry } from "./sqlite_registry.ts";
import type { SqliteShared } from "./sqlite_shared.ts";
import { SqliteStatement } from "./sqlite_statement.ts";
import type { Stored } from "./store_error.ts";

export interface PresentTime {
  readonly terminal: TerminalId;
  readonly brokerDay: string;
  /** The latest day that can be. */
  readonly latestDay: string;
  /** Its end: no time of the account can be later. */
  readonly endBrokerMs: BrokerMs;
  readonly brokerMs: BrokerMs;
  readonly utcMs: UnixMs;
}

/** How many rows were later. */
export interface LaterRows {
  readonly days: number;
  readonly deals: number;
  readonly halts: number;
}

export class SqliteLaterTimes {
  readonly #access: SqliteAccess;
  readonly #registry: SqliteRegistry;
  readonly #removeDays: SqliteStatement;
  readonly #dateDeals: SqliteStatement;
  readonly #dateHalts: SqliteStatement;

  constructor({ db, access, registry }: SqliteShared) {
    this.#access = access;
    this.#registry = registry;
    this.#removeDays = new SqliteStatement(
      db,
      "DELETE FROM account_days WHERE terminal_id = ? AND broker_day > ?",
    );
    this.#dateDeals = new SqliteStatement(
      db,
      "UPDATE deals SET broker_ms = ?, utc_ms = min(utc_ms, ?) " +
        "WHERE terminal_id = ? AND broker_ms >= ?",
    );
    this.#dateHalts = new SqliteStatement(
      db,
      "UPDATE halts SET broker_day = ? WHERE terminal_id = ? AND ended_ms IS NULL AND broker_day > ?",
    );
  }

  bringBack(
    { terminal, brokerDay, latestDay, endBrokerMs, brokerMs, utcMs }: PresentTime,
  ): Stored<LaterRows> {
    return this.#access.writeDurably(() => {
      const id = this.#registry.terminalId(terminal);
      const days = this.#removeDays.run(id, latestDay);
      const deals = this.#dateDeals.run(brokerMs, utcMs, id, endBrokerMs);
      const halts = this.#dateHalts.run(brokerDay, id, latestDay);
      const [removed = 0, dated = 0, held = 0] = [days, deals, halts].map(({ changes }) =>
        Number(changes)
      );
      return { days: removed, deals: dated, halts: held };
    });
  }
}
