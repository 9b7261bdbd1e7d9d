/**
 * The small tables that are written row by row: account metrics, signals, clock offsets, and the
 * row of the health check.
 */

import type { DatabaseSync } from "node:sqlite";
import type {
  AccountFigures,
  BrokerMs,
  ClockOffset,
  Signal,
  SignalId,
  TerminalId,
  TraceId,
  UnixMs,
} from "../models/mod.ts";
import type { SqliteAccess } from "./sqlite_access.ts";
import { signalOfRow } from "./sqlite_pages.ts";
import type { SqliteRegistry } from "./sqlite_registry.ts";
import type { SqliteShared } from "./sqlite_shared.ts";
import { SqliteStatement } from "./sqlite_statement.ts";
import type { Stored } from "./store_error.ts";

export class SqliteJournal {
  readonly #access: SqliteAccess;
  readonly #registry: SqliteRegistry;
  readonly #statements: Statements;

  constructor({ db, access, registry }: SqliteShared) {
    this.#access = access;
    this.#registry = registry;
    this.#statements = prepare(db);
  }

  /** Of two rows with the same time, the later write wins. */
  storeAccount(metrics: AccountFigures): Stored<void> {
    return this.#access.write(() => {
      this.#statements.storeAccount.run(
        this.#registry.terminalId(metrics.terminal),
        metrics.utcMs,
        metrics.balance,
        metrics.equity,
        metrics.margin,
        metrics.freeMargin,
        metrics.marginLevelPct,
        metrics.profit,
      );
    });
  }

  /** Returns the ids that were not stored before. */
  storeSignals(signals: readonly Signal[]): Stored<{ added: readonly SignalId[] }> {
    return this.#access.write(() => {
      const added = signals.filter((signal) => this.#storeSignal(signal));
      return { added: added.map(({ id }) => id) };
    });
  }

  #storeSignal(signal: Signal): boolean {
    const { changes } = this.#statements.storeSignal.run(
      signal.id,
      this.#registry.seriesId(signal.terminal, signal),
      signal.strategy,
      signal.barBrokerMs,
      signal.direction,
      signal.price,
      signal.stopLoss,
      signal.takeProfit,
      signal.asOfBrokerMs,
      signal.createdMs,
      signal.ageMs,
      signal.isLate ? 1 : 0,
      signal.reason,
    );
    const isNew = Number(changes) > 0;
    if (isNew) this.#statements.signalArrived.run(signal.id);
    return isNew;
  }

  /** The signal that the trace began with; null when it began without one. */
  findSignal(trace: TraceId): Stored<Signal | null> {
    return this.#access.read(() => {
      const row = this.#statements.findSignal.get(trace);
      return row === undefined ? null : signalOfRow(row);
    });
  }

  storeClockOffset(terminal: TerminalId, { fromBrokerMs, offsetMs }: ClockOffset): Stored<void> {
    return this.#access.write(() => {
      const id = this.#registry.terminalId(terminal);
      this.#statements.storeClockOffset.run(id, fromBrokerMs, offsetMs);
    });
  }

  /** Oldest first. */
  clockOffsets(terminal: TerminalId): Stored<ClockOffset[]> {
    return this.#access.read(() => {
      const id = this.#registry.findTerminalId(terminal);
      if (id === null) return [];
      return this.#statements.clockOffsets.all(id).map((row) => ({
        fromBrokerMs: row.from_broker_ms as BrokerMs,
        offsetMs: Number(row.offset_ms),
      }));
    });
  }

  /** Writes a row and reads it back. Throws when it reads something else. */
  checkHealth(nowMs: UnixMs): Stored<void> {
    return this.#access.write(() => {
      this.#statements.writeHealthCheck.run(nowMs);
      const found = Number(this.#statements.readHealthCheck.get()?.checked_ms);
      if (found !== nowMs) throw new Error(`Health check wrote ${nowMs} and read ${found}`);
    });
  }
}

interface Statements {
  readonly storeAccount: SqliteStatement;
  readonly storeSignal: SqliteStatement;
  readonly signalArrived: SqliteStatement;
  readonly findSignal: SqliteStatement;
  readonly storeClockOffset: SqliteStatement;
  readonly clockOffsets: SqliteStatement;
  readonly writeHealthCheck: SqliteStatement;
  readonly readHealthCheck: SqliteStatement;
}

function prepare(db: DatabaseSync): Statements {
  return {
    storeAccount: new SqliteStatement(
      db,
      "INSERT INTO account_metrics (terminal_id, utc_ms, balance, equity, margin, free_margin, " +
        "margin_level_pct, profit) VALUES (?, ?, ?, ?, ?, ?, ?, ?) " +
        "ON CONFLICT (terminal_id, utc_ms) DO UPDATE SET balance = excluded.balance, " +
        "equity = excluded.equity, margin = excluded.margin, free_margin = excluded.free_margin, " +
        "margin_level_pct = excluded.margin_level_pct, profit = excluded.profit",
    ),
    storeSignal: new SqliteStatement(
      db,
      "INSERT INTO signals (id, series_id, strategy, bar_broker_ms, direction, price, stop_loss, " +
        "take_profit, as_of_broker_ms, created_ms, age_ms, is_late, reason) " +
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) " +
        "ON CONFLICT (id) DO NOTHING",
    ),
    signalArrived: new SqliteStatement(db, "INSERT INTO signal_arrivals (signal) VALUES (?)"),
    findSignal: new SqliteStatement(
      db,
      "SELECT g.*, s.name AS symbol, r.timeframe, t.venue, t.login, t.server FROM signals g " +
        "JOIN series r ON r.id = g.series_id JOIN symbols s ON s.id = r.symbol_id " +
        "JOIN terminals t ON t.id = s.terminal_id WHERE g.id = ?",
    ),
    storeClockOffset: new SqliteStatement(
      db,
      "INSERT INTO clock_offsets (terminal_id, from_broker_ms, offset_ms) VALUES (?, ?, ?) " +
        "ON CONFLICT (terminal_id, from_broker_ms) DO UPDATE SET offset_ms = excluded.offset_ms",
    ),
    clockOffsets: new SqliteStatement(
      db,
      "SELECT from_broker_ms, offset_ms FROM clock_offsets WHERE terminal_id = ? ORDER BY from_broker_ms",
    ),
    writeHealthCheck: new SqliteStatement(
      db,
      "INSERT INTO health_checks (id, checked_ms) VALUES (1, ?) " +
        "ON CONFLICT (id) DO UPDATE SET checked_ms = excluded.checked_ms",
    ),
    readHealthCheck: new SqliteStatement(db, "SELECT checked_ms FROM health_checks WHERE id = 1"),
  };
}
