/**
 * The tables `positions` and `orders`: what is open now and what was open, each row with its last
 * known state.
 */

import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { intentOfMagic } from "../models/mod.ts";
import type { TerminalId, UnixMs, VenueOrder, VenuePosition } from "../models/mod.ts";
import type { SqliteRegistry } from "./sqlite_registry.ts";
import { SqliteStatement } from "./sqlite_statement.ts";
import { SqliteUpsert } from "./sqlite_upsert.ts";

type Row = Record<string, SQLOutputValue>;

const positionValues = [
  "position",
  "symbol_id",
  "direction",
  "volume_lots",
  "open_price",
  "current_price",
  "stop_loss",
  "take_profit",
  "profit",
  "swap",
  "magic",
  "comment",
  "intent",
  "opened_broker_ms",
  "updated_broker_ms",
  "ended_ms",
] as const;

const orderValues = [
  "symbol_id",
  "type",
  "state",
  "volume_initial_lots",
  "volume_current_lots",
  "price",
  "stop_limit_price",
  "stop_loss",
  "take_profit",
  "expiration_broker_ms",
  "setup_broker_ms",
  "magic",
  "comment",
  "intent",
  "position",
  "ended_ms",
] as const;

const key = ["terminal_id", "ticket"] as const;

export class SqlitePositions {
  readonly #registry: SqliteRegistry;
  readonly #positions: OpenRows;
  readonly #orders: OpenRows;

  constructor(db: DatabaseSync, registry: SqliteRegistry) {
    this.#registry = registry;
    this.#positions = openRows(db, "positions", positionValues);
    this.#orders = openRows(db, "orders", orderValues);
  }

  /** `positions` must be complete: all others of the terminal are marked as ended at `takenMs`. */
  storePositions(
    terminal: TerminalId,
    positions: readonly VenuePosition[],
    takenMs: UnixMs,
  ): void {
    const id = this.#registry.terminalId(terminal);
    for (const it of positions) this.#storePosition(id, terminal, it);
    endMissing(this.#positions, id, { open: positions, takenMs });
  }

  /** `orders` must be complete: all others of the terminal are marked as ended at `takenMs`. */
  storeOrders(terminal: TerminalId, orders: readonly VenueOrder[], takenMs: UnixMs): void {
    const id = this.#registry.terminalId(terminal);
    for (const it of orders) this.#storeOrder(id, terminal, it);
    endMissing(this.#orders, id, { open: orders, takenMs });
  }

  openPositions(terminalId: number): VenuePosition[] {
    return this.#positions.open.all(terminalId).map(positionOf);
  }

  activeOrders(terminalId: number): VenueOrder[] {
    return this.#orders.open.all(terminalId).map(orderOf);
  }

  #storePosition(terminalId: number, terminal: TerminalId, it: VenuePosition): void {
    this.#positions.upsert.run(
      terminalId,
      it.ticket,
      it.identifier,
      this.#registry.symbol(terminal, it.symbol).id,
      it.direction,
      it.volumeLots,
      it.openPrice,
      it.currentPrice,
      it.stopLoss,
      it.takeProfit,
      it.profit,
      it.swap,
      it.magic,
      it.comment,
      intentOfMagic(it.magic),
      it.openedMs,
      it.updatedMs,
      null,
    );
  }

  #storeOrder(terminalId: number, terminal: TerminalId, it: VenueOrder): void {
    this.#orders.upsert.run(
      terminalId,
      it.ticket,
      this.#registry.symbol(terminal, it.symbol).id,
      it.type,
      it.state,
      it.volumeInitialLots,
      it.volumeCurrentLots,
      it.price,
      it.stopLimitPrice,
      it.stopLoss,
      it.takeProfit,
      it.expirationMs,
      it.setupMs,
      it.magic,
      it.comment,
      intentOfMagic(it.magic),
      it.position,
      null,
    );
  }
}

/** A table whose rows count as open until they are missing from a snapshot. */
interface OpenRows {
  readonly upsert: SqliteUpsert;
  readonly open: SqliteStatement;
  readonly openTickets: SqliteStatement;
  readonly end: SqliteStatement;
}

function openRows(
  db: DatabaseSync,
  table: "positions" | "orders",
  values: readonly string[],
): OpenRows {
  return {
    upsert: new SqliteUpsert(db, { table, key, values, onConflict: "replace" }),
    open: new SqliteStatement(
      db,
      `SELECT x.*, s.name AS symbol FROM ${table} x JOIN symbols s ON s.id = x.symbol_id ` +
        "WHERE x.terminal_id = ? AND x.ended_ms IS NULL ORDER BY x.id",
    ),
    openTickets: new SqliteStatement(
      db,
      `SELECT id, ticket FROM ${table} WHERE terminal_id = ? AND ended_ms IS NULL`,
    ),
    end: new SqliteStatement(db, `UPDATE ${table} SET ended_ms = ? WHERE id = ?`),
  };
}

function endMissing(
  rows: OpenRows,
  terminalId: number,
  { open, takenMs }: { open: readonly { readonly ticket: string }[]; takenMs: UnixMs },
): void {
  const tickets = new Set<string>(open.map(({ ticket }) => ticket));
  for (const row of rows.openTickets.all(terminalId)) {
    if (!tickets.has(String(row.ticket))) rows.end.run(takenMs, row.id!);
  }
}

function positionOf(row: Row): VenuePosition {
  return {
    ticket: row.ticket as VenuePosition["ticket"],
    identifier: row.position as VenuePosition["identifier"],
    symbol: row.symbol as VenuePosition["symbol"],
    direction: row.direction as VenuePosition["direction"],
    volumeLots: Number(row.volume_lots),
    openPrice: Number(row.open_price),
    currentPrice: Number(row.current_price),
    stopLoss: row.stop_loss as number | null,
    takeProfit: row.take_profit as number | null,
    profit: Number(row.profit),
    swap: Number(row.swap),
    magic: row.magic as VenuePosition["magic"],
    comment: String(row.comment),
    openedMs: row.opened_broker_ms as VenuePosition["openedMs"],
    updatedMs: row.updated_broker_ms as VenuePosition["updatedMs"],
  };
}

function orderOf(row: Row): VenueOrder {
  return {
    ticket: row.ticket as VenueOrder["ticket"],
    symbol: row.symbol as VenueOrder["symbol"],
    type: row.type as VenueOrder["type"],
    state: row.state as VenueOrder["state"],
    volumeInitialLots: Number(row.volume_initial_lots),
    volumeCurrentLots: Number(row.volume_current_lots),
    price: row.price as number | null,
    stopLimitPrice: row.stop_limit_price as number | null,
    stopLoss: row.stop_loss as number | null,
    takeProfit: row.take_profit as number | null,
    expirationMs: row.expiration_broker_ms as VenueOrder["expirationMs"],
    setupMs: row.setup_broker_ms as VenueOrder["setupMs"],
    magic: row.magic as VenueOrder["magic"],
    comment: String(row.comment),
    position: row.position as VenueOrder["position"],
  };
}
