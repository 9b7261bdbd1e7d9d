/**
 * Writes an account's trades together: positions, orders, deals, up to where the deals are
 * complete, and discrepancies.
 */

import type { BrokerMs, DealTicket, Discrepancy, TerminalId } from "../models/mod.ts";
import type { SqliteDeals } from "./sqlite_deals.ts";
import { SqlitePositions } from "./sqlite_positions.ts";
import type { SqliteAccess } from "./sqlite_access.ts";
import type { SqliteRegistry } from "./sqlite_registry.ts";
import type { SqliteShared } from "./sqlite_shared.ts";
import { SqliteStatement } from "./sqlite_statement.ts";
import { SqliteUpsert } from "./sqlite_upsert.ts";
import type { Stored } from "./store_error.ts";
import type { StoredTrades, TradesTaken } from "./trade_rows.ts";

export class SqliteTrades {
  readonly #deals: SqliteDeals;
  readonly #access: SqliteAccess;
  readonly #registry: SqliteRegistry;
  readonly #positions: SqlitePositions;
  readonly #discrepancies: SqliteUpsert;
  readonly #storeProgress: SqliteStatement;
  readonly #progress: SqliteStatement;

  constructor({ db, access, registry }: SqliteShared, deals: SqliteDeals) {
    this.#access = access;
    this.#registry = registry;
    this.#deals = deals;
    this.#positions = new SqlitePositions(db, registry);
    this.#discrepancies = new SqliteUpsert(db, {
      table: "discrepancies",
      key: ["discrepancy"],
      values: ["terminal_id", "kind", "subject", "detail", "found_ms"],
      onConflict: "keep",
    });
    this.#storeProgress = new SqliteStatement(
      db,
      "INSERT INTO trade_progress (terminal_id, deals_complete_to_broker_ms, taken_ms) " +
        "VALUES (?, ?, ?) ON CONFLICT (terminal_id) DO UPDATE SET taken_ms = excluded.taken_ms, " +
        "deals_complete_to_broker_ms = " +
        "coalesce(excluded.deals_complete_to_broker_ms, deals_complete_to_broker_ms)",
    );
    this.#progress = new SqliteStatement(
      db,
      "SELECT deals_complete_to_broker_ms AS to_ms FROM trade_progress WHERE terminal_id = ?",
    );
  }

  /** Returns the deals that were not stored before. */
  store(taken: TradesTaken): Stored<{ newDeals: readonly DealTicket[] }> {
    return this.#access.write(() => ({ newDeals: this.#store(taken) }));
  }

  #store(taken: TradesTaken): DealTicket[] {
    const { terminal, takenMs } = taken;
    this.#positions.storePositions(terminal, taken.positions, takenMs);
    this.#positions.storeOrders(terminal, taken.orders, takenMs);
    for (const it of taken.discrepancies) this.#storeDiscrepancy(it);
    const id = this.#registry.terminalId(terminal);
    this.#storeProgress.run(id, taken.dealsCompleteToBrokerMs, takenMs);
    return this.#deals.add(terminal, taken.deals);
  }

  load(terminal: TerminalId): Stored<StoredTrades> {
    return this.#access.read(() => {
      const id = this.#registry.findTerminalId(terminal);
      if (id === null) return { positions: [], orders: [], dealsCompleteToBrokerMs: null };
      return {
        positions: this.#positions.openPositions(id),
        orders: this.#positions.activeOrders(id),
        dealsCompleteToBrokerMs: (this.#progress.get(id)?.to_ms ?? null) as BrokerMs | null,
      };
    });
  }

  /** The first record of a discrepancy is kept. */
  #storeDiscrepancy(it: Discrepancy): void {
    const terminalId = this.#registry.terminalId(it.terminal);
    this.#discrepancies.run(it.id, terminalId, it.kind, it.subject, it.detail, it.foundMs);
  }
}
