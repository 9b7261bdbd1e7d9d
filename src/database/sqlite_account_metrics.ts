/** The account's figures over time, in the store. */

import type { AccountFigures } from "../models/mod.ts";
import type { AccountPageWanted } from "./page_rows.ts";
import type { SqliteAccess } from "./sqlite_access.ts";
import type { SqliteRegistry } from "./sqlite_registry.ts";
import type { SqliteShared } from "./sqlite_shared.ts";
import { SqliteStatement } from "./sqlite_statement.ts";
import type { Stored } from "./store_error.ts";
import { farFuture, timeBounds } from "./time_bounds.ts";

export class SqliteAccountMetrics {
  readonly #access: SqliteAccess;
  readonly #registry: SqliteRegistry;
  readonly #store: SqliteStatement;
  readonly #page: SqliteStatement;

  constructor({ db, access, registry }: SqliteShared) {
    this.#access = access;
    this.#registry = registry;
    this.#store = new SqliteStatement(
      db,
      "INSERT INTO account_metrics (terminal_id, utc_ms, balance, equity, margin, free_margin, " +
        "margin_level_pct, profit) VALUES (?, ?, ?, ?, ?, ?, ?, ?) " +
        "ON CONFLICT (terminal_id, utc_ms) DO UPDATE SET balance = excluded.balance, " +
        "equity = excluded.equity, margin = excluded.margin, free_margin = excluded.free_margin, " +
        "margin_level_pct = excluded.margin_level_pct, profit = excluded.profit",
    );
    this.#page = new SqliteStatement(
      db,
      "SELECT * FROM account_metrics WHERE terminal_id = ? AND utc_ms >= ? AND utc_ms < ? " +
        "ORDER BY utc_ms DESC LIMIT ?",
    );
  }

  /** A row replaces an earlier one with the same time. */
  store(metrics: AccountFigures): Stored<void> {
    return this.#access.write(() => {
      this.#store.run(
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

  /** The newest of those that are wanted, oldest first. */
  page({ terminal, before, limit, ...range }: AccountPageWanted): Stored<AccountFigures[]> {
    return this.#access.read(() => {
      const id = this.#registry.findTerminalId(terminal);
      if (id === null) return [];
      const { from, to } = timeBounds(range);
      const end = Math.min(before ?? farFuture, to);
      return this.#page.all(id, from, end, limit).reverse().map((row) => ({
        terminal,
        utcMs: row.utc_ms as AccountFigures["utcMs"],
        balance: Number(row.balance),
        equity: Number(row.equity),
        margin: Number(row.margin),
        freeMargin: Number(row.free_margin),
        marginLevelPct: row.margin_level_pct === null ? null : Number(row.margin_level_pct),
        profit: Number(row.profit),
      }));
    });
  }
}
