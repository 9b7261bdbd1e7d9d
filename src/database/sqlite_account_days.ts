/**
 * The tables `account_days` and `risk_metrics`: the figures that losses are measured from, and the
 * losses over time.
 */

import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { AccountDay, RiskMetrics, TerminalId } from "../models/mod.ts";
import type { SqliteAccess } from "./sqlite_access.ts";
import type { SqliteRegistry } from "./sqlite_registry.ts";
import type { SqliteShared } from "./sqlite_shared.ts";
import { SqliteStatement } from "./sqlite_statement.ts";
import { SqliteUpsert } from "./sqlite_upsert.ts";
import type { Stored } from "./store_error.ts";
import type { ReplacedDayRow } from "./trade_rows.ts";

type Row = Record<string, SQLOutputValue>;

export class SqliteAccountDays {
  readonly #access: SqliteAccess;
  readonly #registry: SqliteRegistry;
  readonly #putDay: SqliteUpsert;
  readonly #withdrawLater: SqliteStatement;
  readonly #storeMetrics: SqliteUpsert;
  readonly #day: SqliteStatement;
  readonly #latestDay: SqliteStatement;
  readonly #latestMetrics: SqliteStatement;
  readonly #metricsBefore: SqliteStatement;
  readonly #noteNewest: SqliteUpsert;

  constructor({ db, access, registry }: SqliteShared) {
    this.#access = access;
    this.#registry = registry;
    this.#putDay = accountDaysUpsert(db);
    this.#withdrawLater = new SqliteStatement(
      db,
      "UPDATE account_days SET withdrawn_ms = ?, withdrawn_by = ? " +
        "WHERE terminal_id = ? AND broker_day > ? AND withdrawn_ms IS NULL",
    );
    this.#storeMetrics = riskMetricsUpsert(db);
    this.#day = new SqliteStatement(
      db,
      `${daysInForce} AND broker_day = ?`,
    );
    this.#latestDay = new SqliteStatement(
      db,
      `${daysInForce} ORDER BY broker_day DESC LIMIT 1`,
    );
    this.#latestMetrics = new SqliteStatement(
      db,
      "SELECT m.* FROM newest_risk_metrics n JOIN risk_metrics m " +
        "ON m.terminal_id = n.terminal_id AND m.utc_ms = n.utc_ms WHERE n.terminal_id = ?",
    );
    this.#metricsBefore = new SqliteStatement(
      db,
      "SELECT * FROM risk_metrics WHERE terminal_id = ? AND broker_day < ? " +
        "ORDER BY broker_day DESC, utc_ms DESC LIMIT 1",
    );
    this.#noteNewest = new SqliteUpsert(db, {
      table: "newest_risk_metrics",
      key: ["terminal_id"],
      values: ["utc_ms"],
      onConflict: "replace",
    });
  }

  /** The first row of a day is kept, unless it was withdrawn; returns the stored one. */
  begin(day: AccountDay): Stored<AccountDay> {
    return this.#access.writeDurably(() => {
      const id = this.#registry.terminalId(day.terminal);
      const kept = this.#day.get(id, day.brokerDay);
      if (kept !== undefined) return dayOf(day.terminal, kept);
      this.#putDay.run(id, ...valuesOf(day));
      return day;
    });
  }

  /** Replaces the row of a day. */
  correct(day: AccountDay): Stored<void> {
    return this.#access.writeDurably(() => {
      const id = this.#registry.terminalId(day.terminal);
      this.#putDay.run(id, ...valuesOf(day));
    });
  }

  /** Withdraws the days after this one, and stores it with its figures. */
  replaceLater({ day, by, utcMs, figures }: ReplacedDayRow): Stored<void> {
    return this.#access.writeDurably(() => {
      const id = this.#registry.terminalId(day.terminal);
      this.#withdrawLater.run(utcMs, by, id, day.brokerDay);
      this.#putDay.run(id, ...valuesOf(day));
      this.addMetrics(figures);
    });
  }

  /** The figures of one broker day; null when it was not stored. */
  of(terminal: TerminalId, brokerDay: string): Stored<AccountDay | null> {
    return this.#access.read(() => {
      const id = this.#registry.findTerminalId(terminal);
      const row = id === null ? undefined : this.#day.get(id, brokerDay);
      return row === undefined ? null : dayOf(terminal, row);
    });
  }

  latest(terminal: TerminalId): Stored<AccountDay | null> {
    return this.#access.read(() => {
      const id = this.#registry.findTerminalId(terminal);
      const row = id === null ? undefined : this.#latestDay.get(id);
      return row === undefined ? null : dayOf(terminal, row);
    });
  }

  /** A row replaces an earlier one with the same time. */
  storeMetrics(metrics: RiskMetrics): Stored<void> {
    return this.#access.write(() => this.addMetrics(metrics));
  }

  /** As `storeMetrics`, inside a transaction of the caller. */
  addMetrics(it: RiskMetrics): void {
    const id = this.#registry.terminalId(it.terminal);
    this.#noteNewest.run(id, it.utcMs);
    this.#storeMetrics.run(
      id,
      it.utcMs,
      it.brokerDay,
      it.equity,
      it.balance,
      it.floatingProfit,
      it.dayStartEquity,
      it.dayFlows,
      it.dayLossPct,
      it.acceptedLossPct,
      it.peakEquity,
      it.drawdownPct,
    );
  }

  latestMetrics(terminal: TerminalId): Stored<RiskMetrics | null> {
    return this.#metrics(terminal, (id) => this.#latestMetrics.get(id));
  }

  /** The last ones of an earlier broker day. */
  metricsBefore(terminal: TerminalId, brokerDay: string): Stored<RiskMetrics | null> {
    return this.#metrics(terminal, (id) => this.#metricsBefore.get(id, brokerDay));
  }

  #metrics(
    terminal: TerminalId,
    rowOf: (id: number) => Row | undefined,
  ): Stored<RiskMetrics | null> {
    return this.#access.read(() => {
      const id = this.#registry.findTerminalId(terminal);
      const row = id === null ? undefined : rowOf(id);
      return row === undefined ? null : metricsOf(terminal, row);
    });
  }
}

function riskMetricsUpsert(db: DatabaseSync): SqliteUpsert {
  return new SqliteUpsert(db, {
    table: "risk_metrics",
    key: ["terminal_id", "utc_ms"],
    values: [
      "broker_day",
      "equity",
      "balance",
      "floating_profit",
      "day_start_equity",
      "day_flows",
      "day_loss_pct",
      "accepted_loss_pct",
      "peak_equity",
      "drawdown_pct",
    ],
    onConflict: "replace",
  });
}

/** Those that no command has withdrawn. */
const daysInForce = "SELECT * FROM account_days WHERE terminal_id = ? AND withdrawn_ms IS NULL";

function accountDaysUpsert(db: DatabaseSync): SqliteUpsert {
  return new SqliteUpsert(db, {
    table: "account_days",
    key: ["terminal_id", "broker_day"],
    values: [
      "start_equity",
      "start_balance",
      "started_broker_ms",
      "reconstruction",
      "withdrawn_ms",
      "withdrawn_by",
    ],
    onConflict: "replace",
  });
}

function valuesOf(day: AccountDay) {
  const { brokerDay, startEquity, startBalance, startedBrokerMs, reconstruction } = day;
  const from = reconstruction === null ? null : JSON.stringify(reconstruction);
  return [brokerDay, startEquity, startBalance, startedBrokerMs, from, null, null] as const;
}

function dayOf(terminal: TerminalId, row: Row): AccountDay {
  return {
    terminal,
    brokerDay: String(row.broker_day),
    startEquity: Number(row.start_equity),
    startBalance: Number(row.start_balance),
    startedBrokerMs: row.started_broker_ms as AccountDay["startedBrokerMs"],
    reconstruction: row.reconstruction === null
      ? null
      : JSON.parse(String(row.reconstruction)) as AccountDay["reconstruction"],
  };
}

function metricsOf(terminal: TerminalId, row: Row): RiskMetrics {
  return {
    terminal,
    utcMs: row.utc_ms as RiskMetrics["utcMs"],
    brokerDay: String(row.broker_day),
    equity: Number(row.equity),
    balance: Number(row.balance),
    floatingProfit: Number(row.floating_profit),
    dayStartEquity: Number(row.day_start_equity),
    dayFlows: Number(row.day_flows),
    dayLossPct: Number(row.day_loss_pct),
    acceptedLossPct: Number(row.accepted_loss_pct),
    peakEquity: Number(row.peak_equity),
    drawdownPct: Number(row.drawdown_pct),
  };
}
