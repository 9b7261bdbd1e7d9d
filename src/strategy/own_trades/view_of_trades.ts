/** Writes a strategy's own trades to the rows that its realm reads. */

import type { Direction, StrategyOwnTrades } from "../../models/mod.ts";
import { maxClosedTrades } from "../contract/strategy_view.ts";
import {
  maxOwnTrades,
  viewHead,
  viewLength,
  viewRowLength,
  viewStart,
} from "../decisions/view_rows.ts";

/** Trades above `maxOwnTrades` are left out, oldest first. */
export function viewOf({ positions, orders, closedTrades }: StrategyOwnTrades): Float64Array {
  const view = new Float64Array(viewLength);
  const write = (startAt: number, rows: readonly (readonly number[])[]) =>
    rows.forEach((row, index) => view.set(row, startAt + index * viewRowLength));
  const shown = {
    positions: positions.slice(-maxOwnTrades),
    orders: orders.slice(-maxOwnTrades),
    trades: closedTrades.slice(-maxClosedTrades),
  };
  view[viewHead.version] = 1;
  view[viewHead.positions] = shown.positions.length;
  view[viewHead.orders] = shown.orders.length;
  view[viewHead.trades] = shown.trades.length;
  write(
    viewStart.positions,
    shown.positions.map((one) => [
      ...[one.number, signOf(one.direction), one.volumeLots, one.entryPrice],
      ...[one.stopLoss ?? NaN, one.takeProfit ?? NaN, one.openedBrokerMs, one.initialRisk ?? NaN],
    ]),
  );
  write(
    viewStart.orders,
    shown.orders.map((one) => [
      ...[one.number, signOf(one.direction), one.volumeLots, one.price],
      ...[one.stopLoss ?? NaN, one.takeProfit ?? NaN, one.placedBrokerMs],
    ]),
  );
  write(
    viewStart.trades,
    shown.trades.map((one) => [
      ...[one.number, signOf(one.direction), one.volumeLots, one.entryPrice],
      ...[one.exitPrice, one.openedBrokerMs, one.closedBrokerMs, one.profit],
    ]),
  );
  return view;
}

function signOf(direction: Direction): number {
  return direction === "buy" ? 1 : -1;
}
