/** Queries of the history: by time, and by the marks that the sender left on its orders. */

import type { BrokerMs, Magic } from "../../models/mod.ts";
import type { BrokerDeal, BrokerOrder, BrokerState, OpenPosition } from "./broker_context.ts";

/** Both ends are included. */
export interface Period {
  readonly fromMs: BrokerMs;
  readonly toMs: BrokerMs;
}

/** The rows within a period, out of rows in chronological order. */
export function within<T>(
  rows: readonly T[],
  { fromMs, toMs }: Period,
  timeOf: (row: T) => number,
): T[] {
  return rows.slice(
    firstIndex(rows, (row) => timeOf(row) >= fromMs),
    firstIndex(rows, (row) => timeOf(row) > toMs),
  );
}

/** The index of the first row from which on the condition holds. */
function firstIndex<T>(rows: readonly T[], holds: (row: T) => boolean): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(rows[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Rows must have all given marks; without any mark everything matches. */
export interface OrderMarks {
  readonly magic?: Magic;
  readonly comment?: string;
}

export interface HistoryMatch<P> {
  readonly positions: readonly P[];
  readonly orders: readonly BrokerOrder[];
  readonly historyOrders: readonly BrokerOrder[];
  readonly deals: readonly BrokerDeal[];
}

export function findMarked(
  state: BrokerState,
  { magic, comment }: OrderMarks,
): HistoryMatch<OpenPosition> {
  const isMarked = (one: { readonly magic: Magic; readonly comment: string }) =>
    (magic === undefined || one.magic === magic) &&
    (comment === undefined || one.comment === comment);
  return {
    positions: state.positions.values().filter(isMarked).toArray(),
    orders: state.orders.values().filter(isMarked).toArray(),
    historyOrders: state.historyOrders.filter(isMarked),
    deals: state.deals.filter(isMarked),
  };
}
