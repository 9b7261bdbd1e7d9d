/**
 * Reads the store page by page, to compare it with the mirror: table by table, owner by owner, in
 * the order of the keys.
 */

import type { DatabaseSync } from "node:sqlite";
import type { MirrorPage, PagePlace } from "./mirror_page.ts";
import { type MirroredTable, mirroredTables } from "./mirror_tables.ts";
import { keyMax, keyMin, type RangeReader, rangeReaders } from "./sqlite_range_reader.ts";
import { SqliteStatement } from "./sqlite_statement.ts";

export interface PageRead {
  readonly page: MirrorPage;
  /** Where the page after it begins; null after the last one. */
  readonly next: PagePlace | null;
}

export class SqliteMirrorPages {
  readonly #db: DatabaseSync;
  /** Created when first needed, because most stores have no mirror. */
  #readers: ReadonlyMap<string, RangeReader> | null = null;
  readonly #onTheirWay: SqliteStatement;
  readonly #unsettled: SqliteStatement;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#onTheirWay = new SqliteStatement(
      db,
      "SELECT from_key, to_key FROM mirror_log WHERE table_name = ? AND owner = ? " +
        "AND to_key >= ? AND from_key <= ?",
    );
    this.#unsettled = new SqliteStatement(
      db,
      "SELECT 1 FROM mirror_log WHERE table_name IN (?1, 'removed_' || ?1) LIMIT 1",
    );
  }

  /**
   * The page at this place, or the first one after it that has rows; null when there is none. The
   * first place is null.
   */
  read(place: PagePlace | null, rowsMax: number): PageRead | null {
    for (let at = place ?? this.#firstOf(0); at !== null; at = this.#ownerAfter(at)) {
      const read = this.#readAt(at, rowsMax);
      if (read !== null) return read;
    }
    return null;
  }

  #readAt(place: PagePlace, rowsMax: number): PageRead | null {
    const { owner } = place;
    const reader = this.#readerOf(place.table);
    const { table } = reader;
    const [oldest] = reader.read({ owner, fromKey: keyMin, toKey: keyMax }, 1).rows;
    if (oldest === undefined) return null;
    // The mirror keeps what is older than the store's oldest row.
    const oldestKey = Number(oldest[Object.keys(table.columns).indexOf(table.key)]);
    const fromKey = Math.max(place.fromKey, oldestKey);
    const { rows, restFromKey } = reader.read({ owner, fromKey, toKey: keyMax }, rowsMax);
    if (rows.length === 0) return null;
    const toKey = restFromKey === null ? keyMax : restFromKey - 1;
    const page = { table, owner, fromKey, toKey, rows, ...this.#way(table, { ...place, toKey }) };
    const next = restFromKey === null
      ? this.#ownerAfter(place)
      : { table: table.name, owner, fromKey: restFromKey };
    return { page, next };
  }

  #readerOf(table: string): RangeReader {
    this.#readers ??= rangeReaders(this.#db);
    return this.#readers.get(table)!;
  }

  #way(
    { name }: MirroredTable,
    { owner, fromKey, toKey }: PagePlace & { readonly toKey: number },
  ): Pick<MirrorPage, "onTheirWay" | "isSettled"> {
    const ranges = this.#onTheirWay.all(name, owner, fromKey, toKey);
    return {
      onTheirWay: ranges.map((range) => ({
        fromKey: Number(range.from_key),
        toKey: Number(range.to_key),
      })),
      isSettled: this.#unsettled.get(name) === undefined,
    };
  }

  #ownerAfter({ table, owner }: PagePlace): PagePlace | null {
    const after = this.#readerOf(table).owners().find((one) => one > owner);
    if (after !== undefined) return { table, owner: after, fromKey: keyMin };
    return this.#firstOf(mirroredTables.findIndex(({ name }) => name === table) + 1);
  }

  /** The first owner of the table at this position or, if it has none, of a later one. */
  #firstOf(index: number): PagePlace | null {
    const table = mirroredTables[index];
    if (table === undefined) return null;
    const [owner] = this.#readerOf(table.name).owners();
    return owner === undefined
      ? this.#firstOf(index + 1)
      : { table: table.name, owner, fromKey: keyMin };
  }
}
