/** Bars and ticks that arrive in portions. */

import { type BarColumns, barFields } from "../../models/mod.ts";
import type { PointTicks } from "../ticks/point_bars.ts";

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

/** The ticks with a later portion behind them: times, bids and asks. */
export function joinedTicks(
  ticks: PointTicks | undefined,
  [brokerMs, bid, ask]: readonly Float64Array[],
): PointTicks {
  const points = (before: Int32Array | undefined, more: Float64Array) => {
    const all = new Int32Array((before?.length ?? 0) + more.length);
    if (before !== undefined) all.set(before);
    all.set(more, before?.length ?? 0);
    return all;
  };
  const times = ticks === undefined ? brokerMs! : joinedColumn(ticks.brokerMs, brokerMs!);
  return {
    length: times.length,
    brokerMs: times,
    bid: points(ticks?.bid, bid!),
    ask: points(ticks?.ask, ask!),
  };
}

function joinedColumn(column: Float64Array, more: Float64Array): Float64Array {
  const all = new Float64Array(column.length + more.length);
  all.set(column);
  all.set(more, column.length);
  return all;
}
