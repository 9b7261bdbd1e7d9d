/** Rows that arrive in parts, put behind one another. */

import { type BarColumns, barFields } from "../../models/mod.ts";
import { emptyPointBars, type PointBars, type PointTicks } from "../ticks/point_bars.ts";

/** The columns of bars that are played, and of ticks, in the order in which they travel. */
export const playedColumns = [
  ...["minute", "open", "high", "low", "close", "tickVolume", "spread"] as const,
] as const satisfies readonly Exclude<keyof PointBars, "length">[];

export function joinedBars(parts: readonly PointBars[]): PointBars {
  const bars = emptyPointBars(lengthOf(parts));
  let at = 0;
  for (const part of parts) {
    for (const name of playedColumns) bars[name].set(part[name], at);
    at += part.length;
  }
  return bars;
}

export function joinedTicks(parts: readonly PointTicks[]): PointTicks {
  const length = lengthOf(parts);
  const brokerMs = new Float64Array(length);
  const [bid, ask] = [new Int32Array(length), new Int32Array(length)];
  let at = 0;
  for (const part of parts) {
    brokerMs.set(part.brokerMs, at);
    bid.set(part.bid, at);
    ask.set(part.ask, at);
    at += part.length;
  }
  return { length, brokerMs, bid, ask };
}

/** Column by column, so that little more memory is needed than for the result. */
export function joinedColumns(portions: readonly BarColumns[]): BarColumns {
  const length = portions.reduce((sum, { brokerMs }) => sum + brokerMs.length, 0);
  const joined = barFields.map((name) => {
    const column = new Float64Array(length);
    let at = 0;
    for (const portion of portions) {
      column.set(portion[name], at);
      at += portion[name].length;
    }
    return [name, column];
  });
  return Object.fromEntries(joined) as BarColumns;
}

function lengthOf(parts: readonly { readonly length: number }[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}
