/**
 * The table `outside_signals`: each message from outside, once, and what became of it. A message is
 * on the disk before anything is done about it, so that a restart continues and a repetition is
 * recognised.
 */

import type {
  NewOutsideSignal,
  OutsideOutcome,
  OutsideRefusal,
  OutsideWish,
  StoredOutsideSignal,
} from "../models/outside_signal.ts";
import type { UnixMs } from "../models/time.ts";
import type { SqliteAccess } from "./sqlite_access.ts";
import type { SqliteShared } from "./sqlite_shared.ts";
import { SqliteStatement } from "./sqlite_statement.ts";
import type { Stored } from "./store_error.ts";

/** Older ones are forgotten: their repetitions are too old to be traded. */
const keptMax = 20_000;

const columns = "id, source, sender_id, received_ms, text, wish, refusal, outcomes";

export class SqliteOutsideSignals {
  readonly #access: SqliteAccess;
  readonly #add: SqliteStatement;
  readonly #find: SqliteStatement;
  readonly #settle: SqliteStatement;
  readonly #forget: SqliteStatement;
  readonly #pending: SqliteStatement;
  readonly #newest: SqliteStatement;

  constructor({ db, access }: SqliteShared) {
    this.#access = access;
    this.#add = new SqliteStatement(
      db,
      "INSERT INTO outside_signals " +
        "(source, sender_id, received_ms, text, wish, refusal, outcomes, is_pending) " +
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source, sender_id) DO NOTHING",
    );
    this.#find = new SqliteStatement(
      db,
      `SELECT ${columns} FROM outside_signals WHERE source = ? AND sender_id = ?`,
    );
    this.#settle = new SqliteStatement(
      db,
      "UPDATE outside_signals SET outcomes = ?, is_pending = ? WHERE id = ?",
    );
    this.#forget = new SqliteStatement(
      db,
      `DELETE FROM outside_signals WHERE id <= ? - ${keptMax} AND is_pending = 0`,
    );
    this.#pending = new SqliteStatement(
      db,
      `SELECT ${columns} FROM outside_signals WHERE is_pending = 1 ORDER BY id`,
    );
    this.#newest = new SqliteStatement(
      db,
      `SELECT ${columns} FROM outside_signals ORDER BY id DESC LIMIT ?`,
    );
  }

  /** Durable when it returns. The first message with an id stays, and is returned. */
  add(
    signal: NewOutsideSignal,
  ): Stored<{ readonly isNew: boolean; readonly signal: StoredOutsideSignal }> {
    const { source, senderId, receivedMs, text, wish, refusal, outcomes } = signal;
    return this.#access.writeDurably(() => {
      const added = this.#add.run(
        ...[source, senderId, receivedMs, text, jsonOrNull(wish), jsonOrNull(refusal)],
        ...[JSON.stringify(outcomes), isPending(outcomes) ? 1 : 0],
      );
      const stored = signalOfRow(this.#find.get(source, senderId)!);
      if (Number(added.changes) > 0) this.#forget.run(stored.number);
      return { isNew: Number(added.changes) > 0, signal: stored };
    });
  }

  /** Durable when it returns. */
  settle(number: number, outcomes: readonly OutsideOutcome[]): Stored<null> {
    return this.#access.writeDurably(() => {
      this.#settle.run(JSON.stringify(outcomes), isPending(outcomes) ? 1 : 0, number);
      return null;
    });
  }

  /** Those that an earlier run has not finished, oldest first. */
  pending(): Stored<readonly StoredOutsideSignal[]> {
    return this.#access.read(() => this.#pending.all().map(signalOfRow));
  }

  /** Newest first. */
  newest(limit: number): Stored<readonly StoredOutsideSignal[]> {
    return this.#access.read(() => this.#newest.all(limit).map(signalOfRow));
  }
}

function isPending(outcomes: readonly OutsideOutcome[]): boolean {
  return outcomes.some(({ state }) => state === "pending");
}

function jsonOrNull(value: OutsideWish | OutsideRefusal | null): string | null {
  return value === null ? null : JSON.stringify(value);
}

function signalOfRow(row: Readonly<Record<string, unknown>>): StoredOutsideSignal {
  return {
    number: Number(row.id),
    source: String(row.source),
    senderId: String(row.sender_id),
    receivedMs: Number(row.received_ms) as UnixMs,
    text: String(row.text),
    wish: parsed<OutsideWish>(row.wish),
    refusal: parsed<OutsideRefusal>(row.refusal),
    outcomes: JSON.parse(String(row.outcomes)) as readonly OutsideOutcome[],
  };
}

function parsed<T>(value: unknown): T | null {
  return value === null ? null : JSON.parse(String(value)) as T;
}
