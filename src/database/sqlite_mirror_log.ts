/**
 * The log of rows that still have to be sent to the mirror. Entry points: `note` when bars and
 * ticks are written, `claim` and `confirm` for the mirror. While the log is off nothing is written
 * to it.
 *
 * Invariant: a row that was written after the mirror was switched on and is not in the mirror is
 * inside a range of the log. A claim may therefore contain rows that the mirror already has;
 * sending them again changes nothing.
 */

import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { MirrorChunk, MirrorClaim } from "./mirror_claim.ts";
import { type MirroredTable, mirroredTables } from "./mirror_tables.ts";
import { createMirrorTriggers, dropMirrorTriggers } from "./mirror_triggers.ts";
import { keyMax, keyMin, type RangeReader, rangeReaders } from "./sqlite_range_reader.ts";
import type { SqliteAccess } from "./sqlite_access.ts";
import { SqliteStatement } from "./sqlite_statement.ts";

/** A range is extended this far ahead, so that the rows of the next hour need no further write. */
const aheadMs = 3_600_000;

/** The number of entries examined for one claim; entries of small tables cover one row each. */
const entriesMax = 2_000;

/**
 * When everything is sent again, the rows of a series or symbol are counted up to this number:
 * counting more takes too long.
 */
const seedCountMax = 20_000;

interface OpenRange {
  readonly seq: number;
  readonly fromKey: number;
  readonly toKey: number;
  /** Rows noted since the entry was written. */
  rows: number;
}

export interface MirrorState {
  readonly bridge: string;
  readonly claimedSeq: number;
  readonly shippedSeq: number;
}

export interface MirrorLag {
  readonly rows: number;
  /** When the oldest entry was written; null when there is none. */
  readonly sinceMs: number | null;
}

export class SqliteMirrorLog {
  readonly #db: DatabaseSync;
  readonly #statements: Statements;
  /** Created when first needed, because most stores have no mirror. */
  #readers: ReadonlyMap<string, RangeReader> | null = null;
  readonly #open = new Map<string, OpenRange>();
  #isOn: boolean;

  constructor(db: DatabaseSync, access: SqliteAccess) {
    this.#db = db;
    access.onRollback(() => this.#forget());
    this.#statements = prepare(db);
    this.#isOn = this.#statements.state.get()?.is_on === 1;
  }

  /** The noted rows may have been rolled back. */
  #forget(): void {
    this.#open.clear();
    this.#isOn = this.#statements.state.get()?.is_on === 1;
  }

  /** Notes that `rows` rows of bars or ticks were written with keys in this range. */
  note(
    table: "bars" | "ticks",
    owner: number,
    range: { fromKey: number; toKey: number; rows: number },
  ): void {
    if (!this.#isOn || range.rows === 0) return;
    const key = `${table} ${owner}`;
    const open = this.#open.get(key);
    if (open !== undefined && range.fromKey >= open.fromKey && range.toKey <= open.toKey) {
      open.rows += range.rows;
      return;
    }
    const isNewest = open === undefined || range.toKey > open.toKey;
    const toKey = isNewest ? range.toKey + aheadMs : range.toKey;
    const { fromKey, rows } = range;
    const added = this.#statements.add.run(table, owner, fromKey, toKey, rows);
    if (isNewest) {
      this.#flush(open);
      this.#open.set(key, { seq: Number(added.lastInsertRowid), fromKey, toKey, rows: 0 });
    }
  }

  /**
   * Switches the log on; everything stored has to be sent. `bridge` is used when the store has no
   * name yet.
   */
  switchOn(bridge: string): void {
    // A newer version of the store may have tables that are not logged yet.
    if (this.#isOn) return this.#db.exec(createMirrorTriggers);
    this.#statements.switchOn.run(bridge);
    this.#db.exec(createMirrorTriggers);
    this.#isOn = true;
    this.seed();
  }

  switchOff(): void {
    if (!this.#isOn) return;
    this.#statements.switchOff.run();
    this.#db.exec(dropMirrorTriggers);
    this.#clear();
    this.#isOn = false;
  }

  /** Gives the store a new name. */
  rename(bridge: string): void {
    this.#statements.rename.run(bridge);
  }

  /** Marks everything for sending, again if necessary. */
  seed(): void {
    this.#clear();
    for (const table of mirroredTables) this.#seedTable(table);
  }

  /** The name is empty when the log was never switched on. */
  state(): MirrorState {
    const row = this.#statements.state.get();
    return {
      bridge: String(row?.bridge ?? ""),
      claimedSeq: Number(row?.claimed_seq ?? 0),
      shippedSeq: Number(row?.shipped_seq ?? 0),
    };
  }

  isEmpty(): boolean {
    return this.#statements.first.get() === undefined;
  }

  /** Takes the next rows, `rowsMax` or a few more, and closes the ranges noted so far. */
  claim(rowsMax: number): MirrorClaim {
    this.#closeRanges();
    const entries = this.#statements.entries.all(entriesMax);
    const previousSeq = this.state().shippedSeq;
    const chunks: MirrorChunk[] = [];
    let [seq, rowCount] = [previousSeq, 0];
    let rest: MirrorClaim["rest"] = null;
    for (const entry of entries) {
      const { chunk, restFromKey } = this.#read(entry, rowsMax - rowCount);
      chunks.push(chunk);
      rowCount += chunk.rows.length;
      if (restFromKey !== null) {
        rest = { seq: Number(entry.seq), fromKey: restFromKey };
        break;
      }
      seq = Number(entry.seq);
      if (rowCount >= rowsMax) break;
    }
    this.#statements.claimed.run(seq);
    const isMore = rest !== null || chunks.length < entries.length ||
      entries.length === entriesMax;
    return { seq, previousSeq, chunks, rowCount, rest, isMore };
  }

  /** Called when the mirror has stored the claim. */
  confirm({ seq, rest }: Pick<MirrorClaim, "seq" | "rest">): void {
    this.#statements.forgetTo.run(seq);
    this.#statements.shipped.run(seq);
    if (rest !== null) this.#statements.cut.run(rest.fromKey, rest.seq);
  }

  lag(): MirrorLag {
    const row = this.#statements.lag.get();
    let rows = Number(row?.rows ?? 0);
    for (const open of this.#open.values()) rows += open.rows;
    return { rows, sinceMs: row?.since_ms as number | null ?? null };
  }

  #read(
    entry: Record<string, SQLOutputValue>,
    rowsMax: number,
  ): { chunk: MirrorChunk; restFromKey: number | null } {
    const reader = this.#readerOf(String(entry.table_name));
    const owner = Number(entry.owner);
    const [fromKey, toKey] = [Number(entry.from_key), Number(entry.to_key)];
    const { rows, restFromKey } = reader.read({ owner, fromKey, toKey }, Math.max(rowsMax, 1));
    const chunk = { table: reader.table, owner, fromKey, toKey: restFromKey ?? toKey, rows };
    return { chunk, restFromKey };
  }

  #readerOf(table: string): RangeReader {
    this.#readers ??= rangeReaders(this.#db);
    return this.#readers.get(table)!;
  }

  #closeRanges(): void {
    for (const open of this.#open.values()) this.#flush(open);
    this.#open.clear();
  }

  #flush(open: OpenRange | undefined): void {
    if (open !== undefined && open.rows > 0) this.#statements.addRows.run(open.rows, open.seq);
  }

  #clear(): void {
    this.#open.clear();
    this.#statements.clear.run();
  }

  #seedTable(table: MirroredTable): void {
    const reader = this.#readerOf(table.name);
    for (const owner of reader.owners()) {
      const rows = reader.count(owner, seedCountMax);
      if (rows > 0) this.#statements.add.run(table.name, owner, keyMin, keyMax, rows);
    }
  }
}

interface Statements {
  readonly state: SqliteStatement;
  readonly switchOn: SqliteStatement;
  readonly switchOff: SqliteStatement;
  readonly rename: SqliteStatement;
  readonly add: SqliteStatement;
  readonly addRows: SqliteStatement;
  readonly first: SqliteStatement;
  readonly entries: SqliteStatement;
  readonly claimed: SqliteStatement;
  readonly shipped: SqliteStatement;
  readonly forgetTo: SqliteStatement;
  readonly cut: SqliteStatement;
  readonly clear: SqliteStatement;
  readonly lag: SqliteStatement;
}

function prepare(db: DatabaseSync): Statements {
  return {
    state: new SqliteStatement(db, "SELECT * FROM mirror_state"),
    switchOn: new SqliteStatement(
      db,
      "INSERT INTO mirror_state (id, bridge, is_on, claimed_seq, shipped_seq) VALUES (1, ?, 1, 0, 0) " +
        "ON CONFLICT (id) DO UPDATE SET is_on = 1",
    ),
    switchOff: new SqliteStatement(db, "UPDATE mirror_state SET is_on = 0"),
    rename: new SqliteStatement(db, "UPDATE mirror_state SET bridge = ?"),
    add: new SqliteStatement(
      db,
      "INSERT INTO mirror_log (table_name, owner, from_key, to_key, rows, noted_ms) " +
        "VALUES (?, ?, ?, ?, ?, CAST(unixepoch('subsec') * 1000 AS INTEGER))",
    ),
    addRows: new SqliteStatement(db, "UPDATE mirror_log SET rows = rows + ? WHERE seq = ?"),
    first: new SqliteStatement(db, "SELECT 1 FROM mirror_log LIMIT 1"),
    entries: new SqliteStatement(db, "SELECT * FROM mirror_log ORDER BY seq LIMIT ?"),
    claimed: new SqliteStatement(db, "UPDATE mirror_state SET claimed_seq = max(claimed_seq, ?)"),
    shipped: new SqliteStatement(db, "UPDATE mirror_state SET shipped_seq = ?"),
    forgetTo: new SqliteStatement(db, "DELETE FROM mirror_log WHERE seq <= ?"),
    cut: new SqliteStatement(db, "UPDATE mirror_log SET from_key = ? WHERE seq = ?"),
    clear: new SqliteStatement(db, "DELETE FROM mirror_log"),
    lag: new SqliteStatement(
      db,
      "SELECT sum(rows) AS rows, min(noted_ms) AS since_ms FROM mirror_log",
    ),
  };
}
