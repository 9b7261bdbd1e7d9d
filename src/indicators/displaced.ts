/** A column drawn some bars later. */

import { emptyColumn } from "./column.ts";

/**
 * The column's value of `bars` bars ago, where it had values ever since: what stands before a gap
 * does not appear behind it.
 */
export function displaced(column: Float64Array, bars: number): Float64Array {
  const result = emptyColumn(column.length);
  let count = 0;
  for (let index = 0; index < column.length; index++) {
    count = Number.isFinite(column[index]) ? count + 1 : 0;
    if (count > bars) result[index] = column[index - bars]!;
  }
  return result;
}
