/** The small tables written row by row: account metrics, signals, clock offsets, and the health check's row. */

import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type {
  AccountMetrics,
  BrokerMs,
  Signal,
  SignalId,
  TerminalId,
  TraceId,
  UnixMs,
} from "../models/mod.ts";
import type { SqliteRegistry } from "./sqlite_registry.ts";
import { SqliteStatement } from "./sqlite_statement.ts";
import type { ClockOffset } from "./store_rows.ts";

export class SqliteJournal {
  readonly #registry: SqliteRegistry;
  readonly #statements: Statements;

  constructor(db: DatabaseSync, registry: SqliteRegistry) {
    this.#registry = registry;
    this.#statements = prepare(db);
  }

  /** Of two with the same time the later told one stays. */
  storeAccount(metrics: AccountMetrics): void {
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
  }

  /** Returns the ids that were not there before. */
  storeSignals(signals: readonly Signal[]): SignalId[] {
    return signals.filter((signal) => this.#storeSignal(signal)).map((signal) => signal.id);
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

  /** The signal of which the trace tells; null when there is none. */
  findSignal(trace: TraceId): Signal | null {
    const row = this.#statements.findSignal.get(trace);
    return row === undefined ? null : signalOf(row);
  }

  storeClockOffset(terminal: TerminalId, { fromBrokerMs, offsetMs }: ClockOffset): void {
    const id = this.#registry.terminalId(terminal);
    this.#statements.storeClockOffset.run(id, fromBrokerMs, offsetMs);
  }

  /** Oldest first. */
  clockOffsets(terminal: TerminalId): ClockOffset[] {
    const id = this.#registry.findTerminalId(terminal);
    if (id === null) return [];
    return this.#statements.clockOffsets.all(id).map((row) => ({
      fromBrokerMs: row.from_broker_ms as BrokerMs,
      offsetMs: Number(row.offset_ms),
    }));
  }

  writeHealthCheck(nowMs: UnixMs): void {
    this.#statements.writeHealthCheck.run(nowMs);
  }

  readHealthCheck(): number | null {
    const row = this.#statements.readHealthCheck.get();
    return row === undefined ? null : Number(row.checked_ms);
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
      "SELECT g.*, s.name AS symbol, r.timeframe, t.login, t.server FROM signals g " +
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

function signalOf(row: Record<string, SQLOutputValue>): Signal {
  return {
    id: row.id as SignalId,
    terminal: `${row.login}@${row.server}` as TerminalId,
    symbol: row.symbol as Signal["symbol"],
    timeframe: row.timeframe as Signal["timeframe"],
    strategy: String(row.strategy),
    direction: row.direction as Signal["direction"],
    price: Number(row.price),
    stopLoss: Number(row.stop_loss),
    takeProfit: Number(row.take_profit),
    barBrokerMs: row.bar_broker_ms as BrokerMs,
    asOfBrokerMs: (row.as_of_broker_ms ?? row.bar_broker_ms) as BrokerMs,
    createdMs: row.created_ms as UnixMs,
    ageMs: row.age_ms as number | null,
    isLate: row.is_late === 1,
    reason: String(row.reason),
  };
}
