/** Signals in the store, with the order in which they were stored. */

import type { SQLOutputValue } from "node:sqlite";
import type { Signal, SignalEntry, SignalId, SymbolName, TraceId } from "../models/mod.ts";
import type { SignalsPageWanted } from "./page_rows.ts";
import type { SqliteAccess } from "./sqlite_access.ts";
import { type SqliteRegistry, terminalOf } from "./sqlite_registry.ts";
import type { SqliteShared } from "./sqlite_shared.ts";
import { SqliteStatement } from "./sqlite_statement.ts";
import type { Stored } from "./store_error.ts";
import { farFuture, timeBounds } from "./time_bounds.ts";

/** MetaTrader's own number for a stop or a target that is not there. */
const noLevel = 0;

export const signalColumns =
  "g.id, g.strategy, g.bar_broker_ms, g.direction, g.price, g.stop_loss, " +
  "g.take_profit, g.as_of_broker_ms, g.created_ms, g.age_ms, g.is_late, g.reason, g.entry, r.timeframe, s.name AS symbol, t.venue, t.login, t.server";

/** Signals with the names that belong to them. */
const joinedSignals = "signals g JOIN series r ON r.id = g.series_id " +
  "JOIN symbols s ON s.id = r.symbol_id JOIN terminals t ON t.id = s.terminal_id";

/** The end of a query for a page of the table `of`; it follows an index that ends with the time. */
function pageOf(of: string): string {
  return `(${of}.created_ms, ${of}.id) < ($createdMs, $id) ` +
    `AND ${of}.created_ms >= $from AND ${of}.created_ms < $to ` +
    `ORDER BY ${of}.created_ms DESC, ${of}.id DESC LIMIT $limit`;
}

/**
 * A page for each combination of filters, none of which reads signals that it does not show. With a
 * symbol or a terminal it merges one page of each series.
 */
const pageSql = {
  all: `SELECT ${signalColumns} FROM ${joinedSignals} WHERE ${pageOf("g")}`,
  strategy: `SELECT ${signalColumns} FROM ${joinedSignals} ` +
    `WHERE g.strategy = $strategy AND ${pageOf("g")}`,
  series: pageOfSeries("x.series_id = r.id"),
  seriesAndStrategy: pageOfSeries("x.series_id = r.id AND x.strategy = $strategy"),
} as const;

function pageOfSeries(which: string): string {
  return `SELECT ${signalColumns} FROM series r JOIN symbols s ON s.id = r.symbol_id ` +
    "JOIN terminals t ON t.id = s.terminal_id CROSS JOIN signals g " +
    "WHERE ($terminal IS NULL OR t.id = $terminal) AND ($symbol IS NULL OR s.name = $symbol) " +
    `AND g.id IN (SELECT x.id FROM signals x WHERE ${which} AND ${pageOf("x")}) ` +
    "ORDER BY g.created_ms DESC, g.id DESC LIMIT $limit";
}

export class SqliteSignals {
  readonly #access: SqliteAccess;
  readonly #registry: SqliteRegistry;
  readonly #store: SqliteStatement;
  readonly #arrived: SqliteStatement;
  readonly #find: SqliteStatement;
  readonly #pages: Readonly<Record<keyof typeof pageSql, SqliteStatement>>;

  constructor({ db, access, registry }: SqliteShared) {
    this.#access = access;
    this.#registry = registry;
    this.#store = new SqliteStatement(
      db,
      "INSERT INTO signals (id, series_id, strategy, bar_broker_ms, direction, price, stop_loss, " +
        "take_profit, as_of_broker_ms, created_ms, age_ms, is_late, reason, entry) " +
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
    );
    this.#arrived = new SqliteStatement(db, "INSERT INTO signal_arrivals (signal) VALUES (?)");
    this.#find = new SqliteStatement(
      db,
      `SELECT ${signalColumns} FROM ${joinedSignals} WHERE g.id = ?`,
    );
    this.#pages = {
      all: new SqliteStatement(db, pageSql.all),
      strategy: new SqliteStatement(db, pageSql.strategy),
      series: new SqliteStatement(db, pageSql.series),
      seriesAndStrategy: new SqliteStatement(db, pageSql.seriesAndStrategy),
    };
  }

  /** Returns the ids that were not stored before. */
  store(signals: readonly Signal[]): Stored<{ added: readonly SignalId[] }> {
    return this.#access.write(() => ({ added: this.add(signals) }));
  }

  /** Inside of a transaction. */
  add(signals: readonly Signal[]): readonly SignalId[] {
    return signals.filter((signal) => this.#storeOne(signal)).map(({ id }) => id);
  }

  #storeOne(signal: Signal): boolean {
    const { changes } = this.#store.run(
      signal.id,
      this.#registry.seriesId(signal.terminal, signal),
      signal.strategy,
      signal.barBrokerMs,
      signal.direction,
      signal.price,
      signal.stopLoss ?? noLevel,
      signal.takeProfit ?? noLevel,
      signal.asOfBrokerMs,
      signal.createdMs,
      signal.ageMs,
      signal.isLate ? 1 : 0,
      signal.reason,
      signal.entry === undefined ? null : JSON.stringify(signal.entry),
    );
    const isNew = Number(changes) > 0;
    if (isNew) this.#arrived.run(signal.id);
    return isNew;
  }

  /** The signal that the trace began with; null when it began without one. */
  find(trace: TraceId): Stored<Signal | null> {
    return this.#access.read(() => {
      const row = this.#find.get(trace);
      return row === undefined ? null : signalOfRow(row);
    });
  }

  /** Newest first: a list that people read from the top. */
  page(wanted: SignalsPageWanted): Stored<Signal[]> {
    return this.#access.read(() => {
      const { from, to } = timeBounds(wanted);
      const { before, terminal, symbol, strategy, limit } = wanted;
      const terminalRow = terminal === null ? null : this.#registry.findTerminalId(terminal);
      if (terminal !== null && terminalRow === null) return [];
      const place = { createdMs: before?.createdMs ?? farFuture, id: before?.id ?? "" };
      const given = {
        ...{ from, to, limit, ...place },
        ...(strategy === null ? {} : { strategy }),
        ...(terminalRow === null && symbol === null ? {} : { terminal: terminalRow, symbol }),
      };
      return this.#pages[filterOf(wanted)].compiled.all(given).map(signalOfRow);
    });
  }
}

function filterOf({ terminal, symbol, strategy }: SignalsPageWanted): keyof typeof pageSql {
  if (terminal === null && symbol === null) return strategy === null ? "all" : "strategy";
  return strategy === null ? "series" : "seriesAndStrategy";
}

/** The signal of a row that includes the names of its symbol, series and terminal. */
export function signalOfRow(row: Record<string, SQLOutputValue>): Signal {
  return {
    id: row.id as Signal["id"],
    terminal: terminalOf(row),
    symbol: row.symbol as SymbolName,
    timeframe: row.timeframe as Signal["timeframe"],
    strategy: String(row.strategy),
    direction: row.direction as Signal["direction"],
    price: Number(row.price),
    stopLoss: levelOf(row.stop_loss),
    takeProfit: levelOf(row.take_profit),
    barBrokerMs: row.bar_broker_ms as Signal["barBrokerMs"],
    asOfBrokerMs: (row.as_of_broker_ms ?? row.bar_broker_ms) as Signal["asOfBrokerMs"],
    createdMs: row.created_ms as Signal["createdMs"],
    ageMs: row.age_ms as number | null,
    isLate: row.is_late === 1,
    reason: String(row.reason),
    ...(row.entry === null ? {} : { entry: JSON.parse(String(row.entry)) as SignalEntry }),
  };
}

function levelOf(price: SQLOutputValue | undefined): number | null {
  return Number(price) === noLevel ? null : Number(price);
}
