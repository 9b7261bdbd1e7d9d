/** The `deals` table: each deal once, in the terminal's latest version, never deleted. */

import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { intentOfMagic } from "../models/mod.ts";
import type { BrokerMs, DealTicket, TerminalId, TraceId, VenueDeal } from "../models/mod.ts";
import type { SqliteAccess } from "./sqlite_access.ts";
import type { SqliteRegistry } from "./sqlite_registry.ts";
import type { SqliteShared } from "./sqlite_shared.ts";
import { SqliteStatement } from "./sqlite_statement.ts";
import { SqliteUpsert } from "./sqlite_upsert.ts";
import type { Stored } from "./store_error.ts";

const select =
  "SELECT d.*, s.name AS symbol FROM deals d LEFT JOIN symbols s ON s.id = d.symbol_id ";

/** Tickets grow over time; as text, the shorter one is smaller. */
const oldestFirst = " ORDER BY d.broker_ms, length(d.ticket), d.ticket";

/**
 * The deals of a trace: those that carry one of its intents, and those of its positions that carry
 * no intent of another trace (a stop loss, a manual close). On a netting account a position may
 * belong to several traces.
 */
const ofTraceSql = "WHERE d.id IN (" +
  "SELECT x.id FROM intents i JOIN deals x ON x.intent = i.intent WHERE i.trace = :trace " +
  "UNION SELECT x.id FROM intents i JOIN deals x ON x.terminal_id = i.terminal_id " +
  "AND x.position = i.position WHERE i.trace = :trace AND " +
  "NOT EXISTS (SELECT 1 FROM intents o WHERE o.intent = x.intent AND o.trace <> :trace))";

export class SqliteDeals {
  readonly #access: SqliteAccess;
  readonly #registry: SqliteRegistry;
  readonly #upsert: SqliteUpsert;
  readonly #find: SqliteStatement;
  readonly #between: SqliteStatement;
  readonly #ticketsFrom: SqliteStatement;
  readonly #ofTrace: SqliteStatement;

  constructor({ db, access, registry }: SqliteShared) {
    this.#access = access;
    this.#registry = registry;
    this.#upsert = dealUpsert(db);
    this.#find = new SqliteStatement(
      db,
      "SELECT 1 FROM deals WHERE terminal_id = ? AND ticket = ?",
    );
    this.#between = new SqliteStatement(
      db,
      `${select}WHERE d.terminal_id = ? AND d.broker_ms BETWEEN ? AND ?${oldestFirst}`,
    );
    this.#ticketsFrom = new SqliteStatement(
      db,
      "SELECT ticket FROM deals WHERE terminal_id = ? AND broker_ms >= ?",
    );
    this.#ofTrace = new SqliteStatement(db, select + ofTraceSql + oldestFirst);
  }

  /**
   * Inside a transaction of the caller. Returns the tickets that were not stored before, in the
   * given order.
   */
  add(terminal: TerminalId, deals: readonly VenueDeal[]): DealTicket[] {
    const id = this.#registry.terminalId(terminal);
    const added: DealTicket[] = [];
    for (const deal of deals) {
      if (this.#find.get(id, deal.ticket) === undefined) added.push(deal.ticket);
      this.#store(id, terminal, deal);
    }
    return added;
  }

  between(
    terminal: TerminalId,
    fromBrokerMs: BrokerMs,
    toBrokerMs: BrokerMs | null,
  ): Stored<VenueDeal[]> {
    return this.#access.read(() => {
      const id = this.#registry.findTerminalId(terminal);
      if (id === null) return [];
      const toMs = toBrokerMs ?? Number.MAX_SAFE_INTEGER;
      return this.#between.all(id, fromBrokerMs, toMs).map(dealOf);
    });
  }

  /** In no order. */
  ticketsFrom(terminal: TerminalId, fromBrokerMs: BrokerMs): Stored<DealTicket[]> {
    return this.#access.read(() => {
      const id = this.#registry.findTerminalId(terminal);
      if (id === null) return [];
      return this.#ticketsFrom.all(id, fromBrokerMs).map(({ ticket }) => ticket as DealTicket);
    });
  }

  ofTrace(trace: TraceId): Stored<VenueDeal[]> {
    return this.#access.read(() => this.#ofTrace.compiled.all({ trace }).map(dealOf));
  }

  #store(terminalId: number, terminal: TerminalId, it: VenueDeal): void {
    this.#upsert.run(
      terminalId,
      it.ticket,
      it.order,
      it.position,
      it.symbol === null ? null : this.#registry.symbol(terminal, it.symbol).id,
      it.type,
      it.entry,
      it.volumeLots,
      it.price,
      it.profit,
      it.swap,
      it.commission,
      it.fee,
      it.magic,
      it.comment,
      intentOfMagic(it.magic),
      it.reason,
      it.brokerMs,
      it.utcMs,
    );
  }
}

function dealUpsert(db: DatabaseSync): SqliteUpsert {
  return new SqliteUpsert(db, {
    table: "deals",
    key: ["terminal_id", "ticket"],
    values: [
      "order_ticket",
      "position",
      "symbol_id",
      "type",
      "entry",
      "volume_lots",
      "price",
      "profit",
      "swap",
      "commission",
      "fee",
      "magic",
      "comment",
      "intent",
      "reason",
      "broker_ms",
      "utc_ms",
    ],
    onConflict: "replace",
  });
}

export function dealOf(row: Record<string, SQLOutputValue>): VenueDeal {
  return {
    ticket: row.ticket as DealTicket,
    order: row.order_ticket as VenueDeal["order"],
    position: row.position as VenueDeal["position"],
    symbol: row.symbol as VenueDeal["symbol"],
    type: row.type as VenueDeal["type"],
    entry: row.entry as VenueDeal["entry"],
    volumeLots: Number(row.volume_lots),
    price: Number(row.price),
    profit: Number(row.profit),
    swap: Number(row.swap),
    commission: Number(row.commission),
    fee: Number(row.fee),
    magic: row.magic as VenueDeal["magic"],
    comment: String(row.comment),
    reason: row.reason as VenueDeal["reason"],
    brokerMs: row.broker_ms as BrokerMs,
    utcMs: row.utc_ms as VenueDeal["utcMs"],
  };
}
