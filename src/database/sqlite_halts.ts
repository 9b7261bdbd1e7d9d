/**
 * The table `halts`, with one row for each halt, and `general_halts`, for halts of all accounts. An
 * ended halt stays ended, even if an older copy is written later.
 */

import type { SQLOutputValue } from "node:sqlite";
import type { GeneralHalt, Halt, RiskMetrics } from "../models/mod.ts";
import type { SqliteAccountDays } from "./sqlite_account_days.ts";
import type { SqliteAccess } from "./sqlite_access.ts";
import { type SqliteRegistry, terminalOf } from "./sqlite_registry.ts";
import type { SqliteShared } from "./sqlite_shared.ts";
import { SqliteStatement } from "./sqlite_statement.ts";
import type { Stored } from "./store_error.ts";
import type { EndedHalts, LastingHalts } from "./trade_rows.ts";

type Row = Record<string, SQLOutputValue>;

/** An older copy cannot undo a recorded end. Identical rows are not written. */
const storeHalt = `
INSERT INTO halts (halt, terminal_id, scope, cause, policy, ends, reason, started_ms, broker_day, flat_ms, ended_ms, ended_by)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (halt) DO UPDATE SET flat_ms = coalesce(excluded.flat_ms, halts.flat_ms),
  ended_ms = coalesce(halts.ended_ms, excluded.ended_ms),
  ended_by = coalesce(halts.ended_by, excluded.ended_by)
WHERE (halts.ended_ms IS NULL AND excluded.ended_ms IS NOT NULL)
  OR (excluded.flat_ms IS NOT NULL AND excluded.flat_ms IS NOT halts.flat_ms)`;

const storeGeneral = `
INSERT INTO general_halts (halt, policy, reason, started_ms, ended_ms, ended_by)
VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (halt) DO UPDATE SET ended_ms = coalesce(general_halts.ended_ms, excluded.ended_ms),
  ended_by = coalesce(general_halts.ended_by, excluded.ended_by)
WHERE general_halts.ended_ms IS NULL AND excluded.ended_ms IS NOT NULL`;

export class SqliteHalts {
  readonly #access: SqliteAccess;
  readonly #days: SqliteAccountDays;
  readonly #registry: SqliteRegistry;
  readonly #store: SqliteStatement;
  readonly #lasting: SqliteStatement;
  readonly #endOf: SqliteStatement;
  readonly #storeGeneral: SqliteStatement;
  readonly #endOfGeneral: SqliteStatement;
  readonly #lastingGeneral: SqliteStatement;

  constructor({ db, access, registry }: SqliteShared, days: SqliteAccountDays) {
    this.#access = access;
    this.#days = days;
    this.#registry = registry;
    this.#store = new SqliteStatement(db, storeHalt);
    this.#lasting = new SqliteStatement(
      db,
      "SELECT h.*, t.venue, t.login, t.server FROM halts h JOIN terminals t ON t.id = h.terminal_id " +
        "WHERE h.ended_ms IS NULL ORDER BY h.id",
    );
    this.#endOf = new SqliteStatement(
      db,
      "SELECT flat_ms, ended_ms, ended_by FROM halts WHERE halt = ?",
    );
    this.#endOfGeneral = new SqliteStatement(
      db,
      "SELECT ended_ms, ended_by FROM general_halts WHERE halt = ?",
    );
    this.#storeGeneral = new SqliteStatement(db, storeGeneral);
    this.#lastingGeneral = new SqliteStatement(
      db,
      "SELECT * FROM general_halts WHERE ended_ms IS NULL ORDER BY id",
    );
  }

  /**
   * Stored in one transaction with the figures of a resume. Returns the stored halt; one that ended
   * in an earlier run is returned with its end.
   */
  store(halt: Halt, figures: RiskMetrics | null = null): Stored<Halt> {
    return this.#access.writeDurably(() => {
      if (figures !== null) this.#days.addMetrics(figures);
      return this.#put(halt);
    });
  }

  /** All of them in one transaction, or none. */
  end({ halts, general }: EndedHalts): Stored<readonly Halt[]> {
    return this.#access.writeDurably(() => {
      for (const halt of general) this.#putGeneral(halt);
      return halts.map(({ halt, figures }) => {
        if (figures !== null) this.#days.addMetrics(figures);
        return this.#put(halt);
      });
    });
  }

  #put(halt: Halt): Halt {
    this.#store.run(
      halt.id,
      this.#registry.terminalId(halt.terminal),
      halt.scope,
      halt.cause,
      halt.policy,
      halt.ends,
      halt.reason,
      halt.startedMs,
      halt.brokerDay,
      halt.flatMs,
      halt.endedMs,
      halt.endedBy,
    );
    const row = this.#endOf.get(halt.id)!;
    return { ...halt, flatMs: row.flat_ms as Halt["flatMs"], ...endOf(row) };
  }

  /** Active halts of all terminals, oldest first, and those of all accounts. */
  lasting(): Stored<LastingHalts> {
    return this.#access.read(() => ({
      halts: this.#lasting.all().map(haltOf),
      general: this.#lastingGeneral.all().map(generalOf),
    }));
  }

  /** Returns the stored halt. */
  storeGeneral(halt: GeneralHalt): Stored<GeneralHalt> {
    return this.#access.writeDurably(() => this.#putGeneral(halt));
  }

  /** Whether a halt of all accounts was ever stored under this id, and has ended or not. */
  hasGeneral(id: GeneralHalt["id"]): Stored<boolean> {
    return this.#access.read(() => this.#endOfGeneral.get(id) !== undefined);
  }

  #putGeneral(halt: GeneralHalt): GeneralHalt {
    const { id, policy, reason, startedMs, endedMs, endedBy } = halt;
    this.#storeGeneral.run(id, policy, reason, startedMs, endedMs, endedBy);
    return { ...halt, ...endOf(this.#endOfGeneral.get(id)!) };
  }
}

function haltOf(row: Row): Halt {
  return {
    id: String(row.halt),
    terminal: terminalOf(row),
    scope: row.scope as Halt["scope"],
    cause: row.cause as Halt["cause"],
    policy: row.policy as Halt["policy"],
    ends: row.ends as Halt["ends"],
    reason: String(row.reason),
    startedMs: row.started_ms as Halt["startedMs"],
    brokerDay: String(row.broker_day),
    flatMs: row.flat_ms as Halt["flatMs"],
    ...endOf(row),
  };
}

function generalOf(row: Row): GeneralHalt {
  return {
    id: String(row.halt),
    policy: row.policy as GeneralHalt["policy"],
    reason: String(row.reason),
    startedMs: row.started_ms as GeneralHalt["startedMs"],
    ...endOf(row),
  };
}

function endOf(row: Row): Pick<Halt, "endedMs" | "endedBy"> {
  return { endedMs: row.ended_ms as Halt["endedMs"], endedBy: row.ended_by as string | null };
}
