/** Reads the rows of a mirrored table by ranges of its key, a limited number at a time. */

import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { type MirroredTable, mirroredTables } from "./mirror_tables.ts";
import { SqliteStatement } from "./sqlite_statement.ts";

/** The limits of a range that means all rows: beyond any time, but still exact as a double. */
export const keyMin = -9_000_000_000_000_000;
export const keyMax = 9_000_000_000_000_000;

type ArrayRow = readonly SQLOutputValue[];

interface Range {
  readonly owner: number;
  readonly fromKey: number;
  readonly toKey: number;
}

export interface RangeRows {
  /** Values are in the order of the table's columns, rows ascending by key. */
  readonly rows: readonly ArrayRow[];
  /** The key to continue with; null when there are no more rows. */
  readonly restFromKey: number | null;
}

export class RangeReader {
  readonly table: MirroredTable;
  readonly #some: SqliteStatement;
  readonly #sameKey: SqliteStatement;
  readonly #owners: SqliteStatement | null;
  readonly #count: SqliteStatement;
  readonly #keyAt: number;

  constructor(db: DatabaseSync, table: MirroredTable) {
    const { name, owner, key, columns } = table;
    const names = Object.keys(columns);
    // Without an owner the parameter must still be bound.
    const ofOwner = owner === null ? "?1 IS NOT NULL" : `${owner} = ?1`;
    const select = `SELECT ${names.join(", ")} FROM ${name} WHERE ${ofOwner} AND `;
    this.table = table;
    this.#keyAt = names.indexOf(key);
    this.#some = new SqliteStatement(
      db,
      `${select}${key} BETWEEN ?2 AND ?3 ORDER BY ${key} LIMIT ?4`,
      { rowsAsArrays: true },
    );
    this.#sameKey = new SqliteStatement(db, `${select}${key} = ?2`, { rowsAsArrays: true });
    this.#owners = owner === null ? null : new SqliteStatement(db, ownersSql(owner));
    this.#count = new SqliteStatement(
      db,
      `SELECT count(*) AS n FROM (SELECT 1 FROM ${name} WHERE ${ofOwner} LIMIT ?2)`,
    );
  }

  /** Reads up to `rowsMax` rows, and all others with the last key: rows of a key stay together. */
  read({ owner, fromKey, toKey }: Range, rowsMax: number): RangeRows {
    const rows = this.#some.all(owner, fromKey, toKey, rowsMax) as unknown as ArrayRow[];
    if (rows.length < rowsMax) return { rows, restFromKey: null };
    const lastKey = Number(rows.at(-1)![this.#keyAt]);
    const whole = rows.filter((row) => Number(row[this.#keyAt]) !== lastKey);
    const last = this.#sameKey.all(owner, lastKey) as unknown as ArrayRow[];
    const restFromKey = lastKey < toKey ? lastKey + 1 : null;
    return { rows: [...whole, ...last], restFromKey };
  }

  /** All owners that may have rows here; 0 where rows have no owner. */
  owners(): number[] {
    return this.#owners === null ? [0] : this.#owners.all().map(({ id }) => Number(id));
  }

  /** The number of rows of an owner, counted up to `most`. */
  count(owner: number, most: number): number {
    return Number(this.#count.get(owner, most)?.n);
  }
}

/**
 * The owners: rows of `series` for `series_id`, of `symbols` for `symbol_id`, of `terminals` for
 * `terminal_id`.
 */
function ownersSql(owner: string): string {
  const table = owner === "series_id" ? "series" : owner.replace(/_id$/, "s");
  return `SELECT id FROM ${table} ORDER BY id`;
}

export function rangeReaders(db: DatabaseSync): ReadonlyMap<string, RangeReader> {
  return new Map(mirroredTables.map((table) => [table.name, new RangeReader(db, table)]));
}
