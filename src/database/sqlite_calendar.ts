/** The table `calendar_releases`: the economic calendar as each terminal reports it. */

import {
  brokerMs,
  type CalendarImportance,
  calendarImportances,
  type CalendarRelease,
  type UnixMs,
} from "../models/mod.ts";
import type { CalendarReading, CalendarWanted, StoredRelease } from "./calendar_rows.ts";
import { dayMs } from "../models/time.ts";
import type { SQLOutputValue } from "node:sqlite";
import type { SqliteAccess } from "./sqlite_access.ts";
import { type SqliteRegistry, terminalOf } from "./sqlite_registry.ts";
import type { SqliteShared } from "./sqlite_shared.ts";
import { SqliteStatement } from "./sqlite_statement.ts";
import { SqliteUpsert } from "./sqlite_upsert.ts";
import type { Stored } from "./store_error.ts";

/** Older ones are deleted. */
const keptDays = 31;

const columns = [
  "event",
  "name",
  "country",
  "currency",
  "kind",
  "importance",
  "timing",
  "broker_ms",
  "utc_ms",
  "actual",
  "forecast",
  "previous",
  "revised_previous",
  "impact",
  "withdrawn_ms",
] as const;

export class SqliteCalendar {
  readonly #access: SqliteAccess;
  readonly #registry: SqliteRegistry;
  readonly #upsert: SqliteUpsert;
  readonly #stored: SqliteStatement;
  readonly #withdraw: SqliteStatement;
  readonly #prune: SqliteStatement;
  readonly #find: SqliteStatement;

  constructor({ db, access, registry }: SqliteShared) {
    this.#access = access;
    this.#registry = registry;
    this.#upsert = new SqliteUpsert(db, {
      table: "calendar_releases",
      key: ["terminal_id", "id"],
      values: columns,
      onConflict: "replace",
    });
    const between = "terminal_id = ? AND utc_ms BETWEEN ? AND ?";
    this.#stored = new SqliteStatement(
      db,
      `SELECT id FROM calendar_releases WHERE withdrawn_ms IS NULL AND ${between}`,
    );
    this.#withdraw = new SqliteStatement(
      db,
      "UPDATE calendar_releases SET withdrawn_ms = ? WHERE terminal_id = ? AND id = ?",
    );
    this.#prune = new SqliteStatement(
      db,
      "DELETE FROM calendar_releases WHERE terminal_id = ? AND utc_ms < ?",
    );
    this.#find = new SqliteStatement(
      db,
      "SELECT c.*, t.venue, t.login, t.server FROM calendar_releases c " +
        "JOIN terminals t ON t.id = c.terminal_id WHERE (:terminal IS NULL OR t.id = :terminal) " +
        "AND c.withdrawn_ms IS NULL AND c.utc_ms >= :from AND c.utc_ms < :to AND (:currency IS NULL OR c.currency = :currency) " +
        "AND instr(:importances, c.importance) > 0 " +
        "ORDER BY c.utc_ms, c.terminal_id, c.id LIMIT :limit",
    );
  }

  /** Returns how many were new or different, and how many are no longer due. */
  store(reading: CalendarReading): Stored<{ changed: number; removed: number }> {
    const { terminal, fromMs, toMs, releases, utcMs, readMs, isWhole } = reading;
    return this.#access.write(() => {
      const id = this.#registry.terminalId(terminal);
      const changed = releases.filter((one, index) =>
        this.#upsert.run(id, one.id, ...valuesOf(one, utcMs[index]!))
      ).length;
      if (!isWhole) {
        return { changed, removed: 0 };
      }
      const read = new Set(releases.map((one) =>
        one.id
      ));
      const gone = this.#stored.all(id, fromMs, toMs)
        .map((row) => String(row.id)).filter((one) => !read.has(one));
      for (const one of gone) this.#withdraw.run(readMs, id, one);
      this.#prune.run(id, fromMs - keptDays * dayMs);
      return { changed, removed: gone.length };
    });
  }

  /** In the order of their times. */
  find(wanted: CalendarWanted): Stored<readonly StoredRelease[]> {
    const { terminal, fromMs, toMs, currency, importance, limit } = wanted;
    const atLeast = calendarImportances.slice(calendarImportances.indexOf(importance));
    return this.#access.read(() => {
      const id = terminal === null ? null : this.#registry.findTerminalId(terminal);
      if (terminal !== null && id === null) return [];
      const rows = this.#find.compiled.all({
        terminal: id,
        from: fromMs,
        to: toMs,
        currency,
        importances: atLeast.join(","),
        limit,
      });
      return rows.map(releaseOf);
    });
  }
}

function valuesOf(one: CalendarRelease, utcMs: number) {
  return [
    ...[one.event, one.name, one.country, one.currency, one.kind, one.importance, one.timing],
    ...[one.brokerMs, utcMs, one.actual, one.forecast, one.previous, one.revisedPrevious],
    ...[one.impact, null],
  ];
}

function releaseOf(row: Record<string, SQLOutputValue>): StoredRelease {
  return {
    terminal: terminalOf(row),
    id: String(row.id),
    event: String(row.event),
    name: String(row.name),
    country: String(row.country),
    currency: String(row.currency),
    kind: row.kind as CalendarRelease["kind"],
    importance: row.importance as CalendarImportance,
    timing: row.timing as CalendarRelease["timing"],
    brokerMs: brokerMs(Number(row.broker_ms)),
    utcMs: Number(row.utc_ms) as UnixMs,
    actual: row.actual as number | null,
    forecast: row.forecast as number | null,
    previous: row.previous as number | null,
    revisedPrevious: row.revised_previous as number | null,
    impact: row.impact as CalendarRelease["impact"],
  };
}
