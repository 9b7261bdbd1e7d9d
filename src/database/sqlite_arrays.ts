/** Statements whose rows are arrays instead of objects: less to make where rows are many. */

import type { StatementSync } from "node:sqlite";

/** The runtime has the setter, its type declarations lack it. */
export function arrays(
  statement: StatementSync & { setReturnArrays?(on: boolean): void },
): StatementSync {
  if (statement.setReturnArrays === undefined) throw new TypeError("setReturnArrays is missing");
  statement.setReturnArrays(true);
  return statement;
}
