/**
 * A strategy's own trades as rows of numbers: the bridge writes them, the strategy's realm reads
 * them when the strategy looks.
 */

import type { BrokerMs } from "../../models/mod.ts";
import type { StrategyOrder, StrategyPosition, StrategyTrade } from "../contract/strategy_view.ts";
import { maxClosedTrades } from "../contract/strategy_view.ts";

/** The most open positions, and the most pending orders, of one strategy on one symbol. */
export const maxOwnTrades = 200;

/** Length of a row of any kind. */
export const viewRowLength = 8;

/**
 * The head: a number that changes with every change, how many rows there are of each kind, and
 * which row has the oldest closed trade: behind the last row of them follows the first one.
 */
export const viewHead = { version: 0, positions: 1, orders: 2, trades: 3, firstTrade: 4 } as const;

/** Where the rows of each kind begin. */
export const viewStart = {
  positions: 8,
  orders: 8 + maxOwnTrades * viewRowLength,
  trades: 8 + 2 * maxOwnTrades * viewRowLength,
} as const;

/** Length of the whole view. */
export const viewLength = 8 + (2 * maxOwnTrades + maxClosedTrades) * viewRowLength;

/** `number`, direction, lots, price, stop loss, take profit, time, initial risk. */
export function positionInRow(
  view: Float64Array,
  index: number,
  label: (number: number) => string,
): StrategyPosition {
  const at = viewStart.positions + index * viewRowLength;
  const number = view[at]!;
  return {
    number,
    direction: view[at + 1]! > 0 ? "buy" : "sell",
    volumeLots: view[at + 2]!,
    entryPrice: view[at + 3]!,
    stopLoss: priceInRow(view[at + 4]!),
    takeProfit: priceInRow(view[at + 5]!),
    openedBrokerMs: view[at + 6]! as BrokerMs,
    initialRisk: view[at + 7]!,
    label: label(number),
  };
}

/** `number`, direction, lots, price, stop loss, take profit, time. */
export function orderInRow(
  view: Float64Array,
  index: number,
  label: (number: number) => string,
): StrategyOrder {
  const at = viewStart.orders + index * viewRowLength;
  const number = view[at]!;
  return {
    number,
    direction: view[at + 1]! > 0 ? "buy" : "sell",
    volumeLots: view[at + 2]!,
    price: view[at + 3]!,
    stopLoss: priceInRow(view[at + 4]!),
    takeProfit: priceInRow(view[at + 5]!),
    placedBrokerMs: view[at + 6]! as BrokerMs,
    label: label(number),
  };
}

/** `number`, direction, lots, entry price, exit price, both times, profit. */
export function tradeInRow(
  view: Float64Array,
  index: number,
  label: (number: number) => string,
): StrategyTrade {
  const row = (view[viewHead.firstTrade]! + index) % maxClosedTrades;
  const at = viewStart.trades + row * viewRowLength;
  const number = view[at]!;
  return {
    number,
    direction: view[at + 1]! > 0 ? "buy" : "sell",
    volumeLots: view[at + 2]!,
    entryPrice: view[at + 3]!,
    exitPrice: view[at + 4]!,
    openedBrokerMs: view[at + 5]! as BrokerMs,
    closedBrokerMs: view[at + 6]! as BrokerMs,
    profit: view[at + 7]!,
    label: label(number),
  };
}

export function priceInRow(price: number): number | null {
  return Number.isNaN(price) ? null : price;
}
