/** Bars that arrive in portions. */

import { type BarColumns, barFields } from "../../models/mod.ts";

/** The bars with a later portion behind them, whose columns are in the order of `barFields`. */
export function joinedBars(
  bars: BarColumns | undefined,
  columns: readonly Float64Array[],
): BarColumns {
  const joined = barFields.map((name, index) => {
    const more = columns[index]!;
    return [name, bars === undefined ? more : joinedColumn(bars[name], more)];
  });
  return Object.fromEntries(joined) as BarColumns;
}

function joinedColumn(column: Float64Array, more: Float64Array): Float64Array {
  const all = new Float64Array(column.length + more.length);
  all.set(column);
  all.set(more, column.length);
  return all;
}
