/** Deletes rows that are older than their retention time, a limited number at a time. */

import type { DatabaseSync } from "node:sqlite";
import type { UnixMs } from "../models/mod.ts";
import type { SqliteAccess } from "./sqlite_access.ts";
import type { SqliteShared } from "./sqlite_shared.ts";
import { SqliteStatement } from "./sqlite_statement.ts";
import type { Stored } from "./store_error.ts";
import type { RowsPruned } from "./store_rows.ts";
import { replayServer } from "../models/ids.ts";
import { dayMs } from "../models/time.ts";

export interface Retention {
  /** 0 keeps ticks forever. */
  readonly tickDays: number;
  /** 0 keeps bars forever. */
  readonly barDays: number;
}

/** The days of a replay are those of its file: they do not pass, and its rows are kept. */
const symbolKeys = `SELECT symbols.id FROM symbols JOIN terminals ON terminals.id = terminal_id
  WHERE server <> '${replayServer}' ORDER BY symbols.id`;
const seriesKeys = `SELECT series.id FROM series JOIN symbols ON symbols.id = symbol_id
  JOIN terminals ON terminals.id = terminal_id
  WHERE server <> '${replayServer}' ORDER BY series.id`;

/** The rows that one step examines: measured at about 10 ms, so that other requests hardly wait. */
const pruneStepRows = 5_000;

type Table = "bars" | "ticks";

/**
 * The statements of one table: list the owners of rows, find the end of an owner's oldest outdated
 * rows, delete them.
 */
interface Prunable {
  readonly keys: SqliteStatement;
  readonly newest: SqliteStatement;
  readonly lastOld: SqliteStatement;
  readonly remove: SqliteStatement;
}

export class SqliteRetention {
  readonly #access: SqliteAccess;
  readonly #tables: Readonly<Record<Table, Prunable>>;
  readonly #retention: Retention;

  constructor({ db, access }: SqliteShared, retention: Retention) {
    this.#access = access;
    this.#retention = retention;
    this.#tables = {
      ticks: prepare(db, { table: "ticks", key: "symbol_id", keys: symbolKeys }),
      bars: prepare(db, { table: "bars", key: "series_id", keys: seriesKeys }),
    };
  }

  /**
   * One step: deletes the oldest rows of one symbol or series. All zero: nothing is left to delete.
   */
  step(nowMs: UnixMs): Stored<RowsPruned> {
    const { tickDays, barDays } = this.#retention;
    return this.#access.write(() => {
      const ticks = this.#stepTable("ticks", this.#cutoffMs("ticks", nowMs, tickDays));
      if (ticks > 0) return { ticks, bars: 0 };
      return { ticks: 0, bars: this.#stepTable("bars", this.#cutoffMs("bars", nowMs, barDays)) };
    });
  }

  /**
   * Counted from the newest row when the computer's clock is ahead of it, so that a wrong clock
   * deletes nothing.
   */
  #cutoffMs(table: Table, nowMs: UnixMs, days: number): number | null {
    if (days === 0) return null;
    const { keys, newest } = this.#tables[table];
    const newestMs = keys.all().map(({ id }) => Number(newest.get(id!)?.utc_ms ?? -Infinity));
    return Math.min(nowMs, Math.max(...newestMs, -Infinity)) - days * dayMs;
  }

  #stepTable(table: Table, beforeUtcMs: number | null): number {
    if (beforeUtcMs === null) return 0;
    const { keys, lastOld, remove } = this.#tables[table];
    for (const { id } of keys.all()) {
      const last = lastOld.get(id!, pruneStepRows, beforeUtcMs)?.last_ms ?? null;
      if (last !== null) return Number(remove.run(id!, last, beforeUtcMs).changes);
    }
    return 0;
  }
}

function prepare(
  db: DatabaseSync,
  { table, key, keys }: { table: Table; key: string; keys: string },
): Prunable {
  return {
    keys: new SqliteStatement(db, keys),
    newest: new SqliteStatement(
      db,
      `SELECT utc_ms FROM ${table} WHERE ${key} = ? ORDER BY broker_ms DESC LIMIT 1`,
    ),
    lastOld: new SqliteStatement(
      db,
      `SELECT max(broker_ms) AS last_ms FROM (SELECT broker_ms, utc_ms FROM ${table} ` +
        `WHERE ${key} = ? ORDER BY broker_ms LIMIT ?) WHERE utc_ms < ?`,
    ),
    remove: new SqliteStatement(
      db,
      `DELETE FROM ${table} WHERE ${key} = ? AND broker_ms <= ? AND utc_ms < ?`,
    ),
  };
}
