/** Everything stored since a reader's last read: deals, changes of intents, decisions, signals. */

import type { SQLOutputValue } from "node:sqlite";
import type { ChangesCursor, StoreChanges } from "./page_rows.ts";
import type { SqliteAccess } from "./sqlite_access.ts";
import { dealOf } from "./sqlite_deals.ts";
import { decisionOf } from "./sqlite_decisions.ts";
import { intentOf } from "./sqlite_intents.ts";
import { terminalOf } from "./sqlite_registry.ts";
import type { SqliteShared } from "./sqlite_shared.ts";
import { signalColumns, signalOfRow } from "./sqlite_signals.ts";
import { SqliteStatement } from "./sqlite_statement.ts";
import type { Stored } from "./store_error.ts";

/**
 * The limit for each list in one call: a call takes a millisecond, and a burst is read in a few
 * calls.
 */
const rowsMax = 200;

export class SqliteChanges {
  readonly #access: SqliteAccess;
  readonly #deals: SqliteStatement;
  readonly #intents: SqliteStatement;
  readonly #decisions: SqliteStatement;
  readonly #signals: SqliteStatement;
  readonly #newest: SqliteStatement;

  constructor({ db, access }: SqliteShared) {
    this.#access = access;
    this.#deals = new SqliteStatement(
      db,
      "SELECT d.*, s.name AS symbol, t.venue, t.login, t.server FROM deals d " +
        "JOIN terminals t ON t.id = d.terminal_id LEFT JOIN symbols s ON s.id = d.symbol_id " +
        "WHERE d.id > ? ORDER BY d.id LIMIT ?",
    );
    this.#intents = new SqliteStatement(
      db,
      "SELECT i.*, h.id AS change_id, h.state, h.filled_lots, h.order_ticket, h.position, " +
        "h.retcode, h.explanation, h.updated_ms, t.venue, t.login, t.server FROM intent_history h " +
        "JOIN intents i ON i.id = h.intent_id JOIN terminals t ON t.id = i.terminal_id " +
        "WHERE h.id > ? ORDER BY h.id LIMIT ?",
    );
    this.#decisions = new SqliteStatement(
      db,
      "SELECT * FROM risk_decisions WHERE id > ? ORDER BY id LIMIT ?",
    );
    this.#signals = new SqliteStatement(
      db,
      `SELECT a.id AS arrival, ${signalColumns} FROM signal_arrivals a ` +
        "JOIN signals g ON g.id = a.signal JOIN series r ON r.id = g.series_id " +
        "JOIN symbols s ON s.id = r.symbol_id JOIN terminals t ON t.id = s.terminal_id " +
        "WHERE a.id > ? ORDER BY a.id LIMIT ?",
    );
    this.#newest = new SqliteStatement(
      db,
      "SELECT (SELECT ifnull(max(id), 0) FROM deals) AS deal, " +
        "(SELECT ifnull(max(id), 0) FROM intent_history) AS intent_change, " +
        "(SELECT ifnull(max(id), 0) FROM risk_decisions) AS decision, " +
        "(SELECT ifnull(max(id), 0) FROM signal_arrivals) AS signal",
    );
  }

  /** With null it starts now: nothing is new yet. */
  after(cursor: ChangesCursor | null): Stored<StoreChanges> {
    return this.#access.read(() => {
      if (cursor === null) {
        return { cursor: this.#now(), deals: [], intents: [], decisions: [], signals: [] };
      }
      const deals = this.#deals.all(cursor.deal, rowsMax);
      const intents = this.#intents.all(cursor.intentChange, rowsMax);
      const decisions = this.#decisions.all(cursor.decision, rowsMax);
      const signals = this.#signals.all(cursor.signal, rowsMax);
      return {
        cursor: {
          deal: last(deals, "id", cursor.deal),
          intentChange: last(intents, "change_id", cursor.intentChange),
          decision: last(decisions, "id", cursor.decision),
          signal: last(signals, "arrival", cursor.signal),
        },
        deals: deals.map((row) => ({
          ...dealOf(row),
          terminal: terminalOf(row),
        })),
        intents: intents.map(intentOf),
        decisions: decisions.map(decisionOf),
        signals: signals.map(signalOfRow),
      };
    });
  }

  #now(): ChangesCursor {
    const row = this.#newest.get();
    return {
      deal: Number(row?.deal),
      intentChange: Number(row?.intent_change),
      decision: Number(row?.decision),
      signal: Number(row?.signal),
    };
  }
}

function last(
  rows: readonly Record<string, SQLOutputValue>[],
  column: string,
  before: number,
): number {
  const row = rows.at(-1);
  return row === undefined ? before : Math.max(before, Number(row[column]));
}
