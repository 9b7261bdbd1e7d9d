/** Inserts many rows with few statements: the cost of a call into SQLite is shared by a block of rows. */

import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { SqliteStatement } from "./sqlite_statement.ts";

/** Measured on bars: 1 row a statement 2.3 microseconds a row, 10 rows 1.5, 50 rows 1.2; above that nothing is gained. */
const blockRows = [50, 10, 1] as const;

/** Puts the values of row `row` into `values` from index `at` on. */
export type PutRow = (row: number, values: SQLInputValue[], at: number) => void;

interface Block {
  readonly rows: number;
  readonly statement: SqliteStatement;
  /** Reused by every insert of this block. */
  readonly values: SQLInputValue[];
}

export class RowWriter {
  readonly #columnCount: number;
  readonly #blocks: readonly Block[];

  constructor(
    db: DatabaseSync,
    into: {
      readonly table: string;
      readonly columns: readonly string[];
      readonly onConflict: string;
    },
  ) {
    this.#columnCount = into.columns.length;
    const row = `(${into.columns.map(() => "?").join(",")})`;
    this.#blocks = blockRows.map((rows) => ({
      rows,
      statement: new SqliteStatement(
        db,
        `INSERT INTO ${into.table} (${into.columns.join(",")}) ` +
          `VALUES ${Array(rows).fill(row).join(",")} ${into.onConflict}`,
      ),
      values: Array<SQLInputValue>(rows * into.columns.length).fill(null),
    }));
  }

  /** Inserts `count` rows; returns how many the table took. */
  write(count: number, put: PutRow): number {
    let changes = 0;
    let next = 0;
    for (const { rows, statement, values } of this.#blocks) {
      for (; next + rows <= count; next += rows) {
        for (let row = 0; row < rows; row += 1) put(next + row, values, row * this.#columnCount);
        changes += Number(statement.compiled.run(...values).changes);
      }
    }
    return changes;
  }
}
