/** The `risk_decisions` table: what risk decided about each proposal, and why. */

import type { SQLOutputValue } from "node:sqlite";
import type { RiskDecision, TerminalId, TraceId } from "../models/mod.ts";
import type { SqliteAccess } from "./sqlite_access.ts";
import type { SqliteRegistry } from "./sqlite_registry.ts";
import type { SqliteShared } from "./sqlite_shared.ts";
import { SqliteStatement } from "./sqlite_statement.ts";
import { SqliteUpsert } from "./sqlite_upsert.ts";
import type { Stored } from "./store_error.ts";
import type { DecisionOutcome } from "./trade_rows.ts";

export class SqliteDecisions {
  readonly #access: SqliteAccess;
  readonly #registry: SqliteRegistry;
  readonly #upsert: SqliteUpsert;
  readonly #recent: SqliteStatement;
  readonly #recentWith: SqliteStatement;
  readonly #ofTrace: SqliteStatement;

  constructor({ db, access, registry }: SqliteShared) {
    this.#access = access;
    this.#registry = registry;
    this.#upsert = new SqliteUpsert(db, {
      table: "risk_decisions",
      key: ["decision"],
      values: [
        "trace",
        "terminal_id",
        "proposal",
        "refusals",
        "volume_lots",
        "risk_money",
        "decided_ms",
        "orders_last_minute",
      ],
      onConflict: "keep",
    });
    this.#recent = new SqliteStatement(
      db,
      "SELECT * FROM risk_decisions WHERE terminal_id = ? ORDER BY id DESC LIMIT ?",
    );
    this.#recentWith = new SqliteStatement(
      db,
      "SELECT * FROM risk_decisions WHERE terminal_id = ? AND (refusals = '[]') = ? " +
        "ORDER BY id DESC LIMIT ?",
    );
    this.#ofTrace = new SqliteStatement(
      db,
      "SELECT * FROM risk_decisions WHERE trace = ? ORDER BY id",
    );
  }

  /** A decision is made once: the first row of an id is kept. */
  store(decision: RiskDecision): Stored<void> {
    return this.#access.write(() => this.add(decision));
  }

  /** As `store`, inside a transaction of the caller. */
  add(decision: RiskDecision): void {
    const { proposal } = decision;
    this.#upsert.run(
      decision.id,
      proposal.trace,
      this.#registry.terminalId(proposal.terminal),
      JSON.stringify(proposal),
      JSON.stringify(decision.refusals),
      decision.volumeLots,
      decision.riskMoney,
      decision.decidedMs,
      decision.ordersLastMinute,
    );
  }

  /** Newest first: as many of that outcome as there are, up to the limit. */
  recent(
    terminal: TerminalId,
    limit: number,
    outcome: DecisionOutcome = "all",
  ): Stored<RiskDecision[]> {
    return this.#access.read(() => {
      const id = this.#registry.findTerminalId(terminal);
      if (id === null) return [];
      const rows = outcome === "all"
        ? this.#recent.all(id, limit)
        : this.#recentWith.all(id, outcome === "approved" ? 1 : 0, limit);
      return rows.map(decisionOf);
    });
  }

  /** Oldest first. */
  ofTrace(trace: TraceId): Stored<RiskDecision[]> {
    return this.#access.read(() => this.#ofTrace.all(trace).map(decisionOf));
  }
}

export function decisionOf(row: Record<string, SQLOutputValue>): RiskDecision {
  return {
    id: row.decision as RiskDecision["id"],
    proposal: JSON.parse(String(row.proposal)) as RiskDecision["proposal"],
    decidedMs: row.decided_ms as RiskDecision["decidedMs"],
    refusals: JSON.parse(String(row.refusals)) as RiskDecision["refusals"],
    volumeLots: row.volume_lots as number | null,
    riskMoney: row.risk_money as number | null,
    ordersLastMinute: row.orders_last_minute as number | null,
  };
}
