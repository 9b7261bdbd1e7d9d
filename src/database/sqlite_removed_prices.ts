/**
 * The tables `removed_bars` and `removed_ticks`: rows that were stored by mistake, kept with the
 * reason. The mirror deletes its copy of a row when it receives the removed one.
 */

import type { DatabaseSync } from "node:sqlite";
import type { BrokerMs, TerminalId } from "../models/mod.ts";
import { barRowColumns } from "./bar_rows.ts";
import type { SqliteAccess } from "./sqlite_access.ts";
import type { SqliteRegistry } from "./sqlite_registry.ts";
import type { SqliteShared } from "./sqlite_shared.ts";
import { tickColumns } from "./sqlite_ticks.ts";
import { SqliteStatement } from "./sqlite_statement.ts";
import type { Stored } from "./store_error.ts";
import type { PricesRemoved } from "./store_rows.ts";

/** Moves the rows of one table. */
interface Mover {
  readonly copy: SqliteStatement;
  readonly remove: SqliteStatement;
}

export class SqliteRemovedPrices {
  readonly #access: SqliteAccess;
  readonly #registry: SqliteRegistry;
  readonly #bars: Mover;
  readonly #ticks: Mover;
  readonly #count: SqliteStatement;

  constructor({ db, access, registry }: SqliteShared) {
    this.#access = access;
    this.#registry = registry;
    const symbols = "SELECT id FROM symbols WHERE terminal_id = ?1";
    this.#bars = mover(db, {
      table: "bars",
      columns: ["series_id", ...barRowColumns],
      ofTerminal: `series_id IN (SELECT id FROM series WHERE symbol_id IN (${symbols}))`,
    });
    this.#ticks = mover(db, {
      table: "ticks",
      columns: tickColumns,
      ofTerminal: `symbol_id IN (${symbols})`,
    });
    this.#count = new SqliteStatement(
      db,
      "SELECT (SELECT count(*) FROM removed_bars) AS bars, " +
        "(SELECT count(*) FROM removed_ticks) AS ticks",
    );
  }

  /** Moves rows that are later than the broker's own time. */
  removeAfter(terminal: TerminalId, afterBrokerMs: BrokerMs): Stored<PricesRemoved> {
    return this.#access.write(() => {
      const terminalId = this.#registry.findTerminalId(terminal);
      if (terminalId === null) return { bars: 0, ticks: 0 };
      const move = ({ copy, remove }: Mover) => {
        copy.run(terminalId, afterBrokerMs);
        return Number(remove.run(terminalId, afterBrokerMs).changes);
      };
      return { bars: move(this.#bars), ticks: move(this.#ticks) };
    });
  }

  /** Everything removed so far. */
  count(): Stored<PricesRemoved> {
    return this.#access.read(() => {
      const row = this.#count.get();
      return { bars: Number(row?.bars), ticks: Number(row?.ticks) };
    });
  }
}

function mover(
  db: DatabaseSync,
  { table, columns, ofTerminal }: {
    readonly table: "bars" | "ticks";
    readonly columns: readonly string[];
    readonly ofTerminal: string;
  },
): Mover {
  const names = columns.join(", ");
  const chosen = `FROM ${table} WHERE ${ofTerminal} AND broker_ms > ?2`;
  return {
    copy: new SqliteStatement(
      db,
      `INSERT INTO removed_${table} (${names}, reason, removed_ms) ` +
        `SELECT ${names}, 'future', CAST(unixepoch('subsec') * 1000 AS INTEGER) ${chosen}`,
    ),
    remove: new SqliteStatement(db, `DELETE ${chosen}`),
  };
}
