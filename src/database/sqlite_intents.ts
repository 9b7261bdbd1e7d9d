/**
 * The tables `intents`, with one row for each intent in its current state, and `intent_history`,
 * with one row for each change.
 */

import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { IntentId, RiskDecision, TerminalId, TraceId, TradeIntent } from "../models/mod.ts";
import type { SqliteAccess } from "./sqlite_access.ts";
import type { SqliteDecisions } from "./sqlite_decisions.ts";
import { type SqliteRegistry, terminalOf } from "./sqlite_registry.ts";
import type { SqliteShared } from "./sqlite_shared.ts";
import { SqliteStatement } from "./sqlite_statement.ts";
import { SqliteUpsert } from "./sqlite_upsert.ts";
import type { Stored } from "./store_error.ts";

/** The columns that change during the life of an intent. */
const progressColumns = [
  "state",
  "filled_lots",
  "order_ticket",
  "position",
  "retcode",
  "explanation",
  "updated_ms",
] as const;

const select = "SELECT i.*, t.venue, t.login, t.server FROM intents i JOIN terminals t " +
  "ON t.id = i.terminal_id ";
const isOpenSql = "i.state NOT IN ('filled', 'rejected', 'cancelled', 'expired')";

export class SqliteIntents {
  readonly #access: SqliteAccess;
  readonly #registry: SqliteRegistry;
  readonly #decisions: SqliteDecisions;
  readonly #upsert: SqliteUpsert;
  readonly #statements: Statements;

  constructor({ db, access, registry }: SqliteShared, decisions: SqliteDecisions) {
    this.#decisions = decisions;
    this.#access = access;
    this.#registry = registry;
    this.#upsert = new SqliteUpsert(db, {
      table: "intents",
      key: ["intent"],
      values: [
        "trace",
        "terminal_id",
        "kind",
        "request",
        "approval",
        "attempt",
        "installation",
        "created_ms",
        ...progressColumns,
      ],
      onConflict: "replace",
    });
    this.#statements = prepare(db);
  }

  /**
   * Rejects an id or a command's key that exists, and returns the stored intent. Stored in one
   * transaction with the decision that approves it.
   */
  journal(
    intent: TradeIntent,
    key: string | null,
    decision: RiskDecision | null = null,
  ): Stored<{ isNew: boolean; intent: TradeIntent }> {
    return this.#access.writeDurably(() => {
      if (decision !== null) this.#decisions.add(decision);
      const known = this.#statements.findKnown.get(intent.id, key);
      if (known !== undefined) return { isNew: false, intent: intentOf(known) };
      this.#put(intent);
      if (key !== null) this.#statements.setKey.run(key, intent.id);
      return { isNew: true, intent };
    });
  }

  /** Updates the intent, and adds a history row if its state changed. */
  advance(intent: TradeIntent): Stored<void> {
    return this.#access.writeDurably(() => this.#put(intent));
  }

  #put(it: TradeIntent): void {
    const isChanged = this.#upsert.run(
      it.id,
      it.trace,
      this.#registry.terminalId(it.terminal),
      it.request.kind,
      JSON.stringify(it.request),
      it.approval,
      it.attempt,
      it.installation,
      it.createdMs,
      it.state,
      it.filledLots,
      it.order,
      it.position,
      it.retcode,
      it.explanation,
      it.updatedMs,
    );
    if (isChanged) this.#statements.addHistory.run(it.id);
  }

  /** Oldest first. */
  open(terminal: TerminalId): Stored<TradeIntent[]> {
    return this.#access.read(() => {
      const id = this.#registry.findTerminalId(terminal);
      return id === null ? [] : this.#statements.open.all(id).map(intentOf);
    });
  }

  /** Newest first. */
  recent(terminal: TerminalId, limit: number): Stored<TradeIntent[]> {
    return this.#access.read(() => {
      const id = this.#registry.findTerminalId(terminal);
      return id === null ? [] : this.#statements.recent.all(id, limit).map(intentOf);
    });
  }

  find(id: IntentId): Stored<TradeIntent | null> {
    return this.#access.read(() => {
      const row = this.#statements.find.get(id);
      return row === undefined ? null : intentOf(row);
    });
  }

  /** Oldest first. */
  ofTrace(trace: TraceId): Stored<TradeIntent[]> {
    return this.#access.read(() => this.#statements.ofTrace.all(trace).map(intentOf));
  }
}

interface Statements {
  readonly findKnown: SqliteStatement;
  readonly setKey: SqliteStatement;
  readonly addHistory: SqliteStatement;
  readonly open: SqliteStatement;
  readonly recent: SqliteStatement;
  readonly find: SqliteStatement;
  readonly ofTrace: SqliteStatement;
}

function prepare(db: DatabaseSync): Statements {
  const progress = progressColumns.join(", ");
  return {
    findKnown: new SqliteStatement(
      db,
      `${select}WHERE i.intent = ? OR i.command_key = ? ORDER BY i.id LIMIT 1`,
    ),
    setKey: new SqliteStatement(db, "UPDATE intents SET command_key = ? WHERE intent = ?"),
    addHistory: new SqliteStatement(
      db,
      `INSERT INTO intent_history (intent_id, ${progress}) ` +
        `SELECT id, ${progress} FROM intents WHERE intent = ?`,
    ),
    open: new SqliteStatement(
      db,
      `${select}WHERE i.terminal_id = ? AND ${isOpenSql} ORDER BY i.id`,
    ),
    recent: new SqliteStatement(
      db,
      `${select}WHERE i.terminal_id = ? ORDER BY i.id DESC LIMIT ?`,
    ),
    find: new SqliteStatement(db, `${select}WHERE i.intent = ?`),
    ofTrace: new SqliteStatement(db, `${select}WHERE i.trace = ? ORDER BY i.id`),
  };
}

export function intentOf(row: Record<string, SQLOutputValue>): TradeIntent {
  return {
    id: row.intent as IntentId,
    trace: row.trace as TraceId,
    terminal: terminalOf(row),
    request: JSON.parse(String(row.request)) as TradeIntent["request"],
    approval: row.approval as TradeIntent["approval"],
    state: row.state as TradeIntent["state"],
    attempt: Number(row.attempt),
    installation: String(row.installation),
    filledLots: Number(row.filled_lots),
    order: row.order_ticket as TradeIntent["order"],
    position: row.position as TradeIntent["position"],
    retcode: row.retcode as number | null,
    explanation: String(row.explanation),
    createdMs: row.created_ms as TradeIntent["createdMs"],
    updatedMs: row.updated_ms as TradeIntent["updatedMs"],
  };
}
