/**
 * Writes one row at a time into a table, identified by its key. A row that already has these values
 * is not touched.
 */

import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { SqliteStatement } from "./sqlite_statement.ts";

interface UpsertInto {
  readonly table: string;
  /** The columns that identify the row, covered by a unique index. */
  readonly key: readonly string[];
  /**
   * All other columns. With `replace` they take the new row's values; with `keep` the first row
   * stays.
   */
  readonly values: readonly string[];
  readonly onConflict: "replace" | "keep";
}

export class SqliteUpsert {
  readonly #columns: readonly string[];
  readonly #statement: SqliteStatement;

  constructor(db: DatabaseSync, into: UpsertInto) {
    this.#columns = [...into.key, ...into.values];
    this.#statement = new SqliteStatement(db, upsertSql(into, this.#columns));
  }

  /** Values in the order of `key` and `values`; returns true when the table was changed. */
  run(...row: readonly SQLInputValue[]): boolean {
    if (row.length !== this.#columns.length) throw new RangeError("A row lacks values");
    return Number(this.#statement.run(...row).changes) > 0;
  }
}

function upsertSql({ table, key, values, onConflict }: UpsertInto, columns: readonly string[]) {
  const insert = `INSERT INTO ${table} (${columns.join(", ")}) ` +
    `VALUES (${columns.map(() => "?").join(", ")}) ON CONFLICT (${key.join(", ")}) DO `;
  if (onConflict === "keep") return `${insert}NOTHING`;
  const changes = values.map((name) => `${name} = excluded.${name}`).join(", ");
  // Compares rows: SQLite takes half as long again to compile a chain of OR.
  const row = (of: string) => `(${values.map((name) => `${of}.${name}`).join(", ")})`;
  return `${insert}UPDATE SET ${changes} WHERE ${row(table)} IS NOT ${row("excluded")}`;
}
