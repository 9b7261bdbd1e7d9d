/**
 * A statement that SQLite compiles when it is first run. The store has about a hundred, most starts
 * need only a few of them, and compiling all would take longer than anything else when the file is
 * opened.
 */

import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from "node:sqlite";

/** The runtime has the setter, but its type declarations lack it. */
type Compiled = StatementSync & { setReturnArrays?(on: boolean): void };

export interface StatementOptions {
  /** Rows are arrays instead of objects, which is faster where there are many. */
  readonly rowsAsArrays?: boolean;
}

export class SqliteStatement {
  readonly #db: DatabaseSync;
  readonly #sql: string;
  readonly #options: StatementOptions;
  #compiled: StatementSync | null = null;

  constructor(db: DatabaseSync, sql: string, options: StatementOptions = {}) {
    this.#db = db;
    this.#sql = sql;
    this.#options = options;
  }

  /**
   * For named parameters, and for callers with so many values that passing them through would be
   * slow.
   */
  get compiled(): StatementSync {
    return this.#compiled ??= this.#compile();
  }

  get(...values: SQLInputValue[]): Record<string, SQLOutputValue> | undefined {
    return this.compiled.get(...values);
  }

  all(...values: SQLInputValue[]): Record<string, SQLOutputValue>[] {
    return this.compiled.all(...values);
  }

  run(...values: SQLInputValue[]): ReturnType<StatementSync["run"]> {
    return this.compiled.run(...values);
  }

  #compile(): StatementSync {
    const compiled: Compiled = this.#db.prepare(this.#sql);
    if (this.#options.rowsAsArrays === true) {
      if (compiled.setReturnArrays === undefined) throw new TypeError("setReturnArrays is missing");
      compiled.setReturnArrays(true);
    }
    return compiled;
  }
}
