/**
 * What a strategy would have in safety mode, where nothing is opened: filled and closed by closed
 * bars, whose prices are bids; the ask is a spread above. Where a bar does not tell what came
 * first, the worse is taken: the stop before the target, and no target on the bar that fills an
 * order. Without an account there is no money: an entry that risk would size counts as 1 lot, and
 * a trade's profit is its gain in price times its lots.
 */

import {
  type BrokerMs,
  type ClosedOwnTrade,
  type Direction,
  entryOfTrace,
  isStopWider,
  type OpeningType,
  type OwnOrder,
  type OwnPosition,
  type Signal,
  type StrategyOwnTrades,
  type StrategyStep,
  type TraceId,
} from "../../models/mod.ts";
import { maxClosedTrades } from "../contract/strategy_view.ts";
import { maxOwnTrades } from "../decisions/view_rows.ts";

interface VirtualPosition extends OwnPosition {
  /** Gain in price times lots of the parts that are closed. */
  readonly realised: number;
}

interface VirtualOrder extends OwnOrder {
  readonly type: OpeningType;
  /** The limit of a stop-limit order, which waits there once its stop price was reached. */
  readonly limitPrice: number | null;
  readonly expiresMs: BrokerMs | null;
  /** Zero for none; the others of it are cancelled when one is filled. */
  readonly group: number;
}

export interface VirtualTrades extends StrategyOwnTrades {
  readonly positions: readonly VirtualPosition[];
  readonly orders: readonly VirtualOrder[];
}

export const noVirtualTrades: VirtualTrades = { positions: [], orders: [], closedTrades: [] };

/** A closed bar; the spread is in price. */
export interface VirtualBar {
  readonly openMs: BrokerMs;
  readonly closeMs: BrokerMs;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly spread: number;
}

/** After the prices of a bar, before anything is decided at its close. */
export function afterBar(trades: VirtualTrades, bar: VirtualBar): VirtualTrades {
  let next: VirtualTrades = { ...trades, positions: [] };
  for (const position of trades.positions) {
    const price = exitPrice(position, bar, true);
    next = price === null
      ? { ...next, positions: [...next.positions, position] }
      : withClosed(next, position, { price, closeMs: bar.closeMs });
  }
  for (const { number } of trades.orders) {
    const order = next.orders.find((one) => one.number === number);
    if (order !== undefined) next = afterOrder(next, order, bar);
  }
  return next;
}

/** After what was decided at the close of the bar. */
export function afterSteps(
  trades: VirtualTrades,
  steps: readonly StrategyStep[],
  bar: VirtualBar,
): VirtualTrades {
  return steps.reduce((before, step) => afterStep(before, step, bar), trades);
}

function afterStep(trades: VirtualTrades, step: StrategyStep, bar: VirtualBar): VirtualTrades {
  if (step.kind === "enter") return entered(trades, step.signal, bar);
  const { number } = step;
  if (step.kind === "cancel") {
    return { ...trades, orders: trades.orders.filter((one) => one.number !== number) };
  }
  const position = trades.positions.find((one) => one.number === number);
  if (position === undefined) return trades;
  const others = trades.positions.filter((one) => one !== position);
  if (step.kind === "close") {
    const price = priceOf(other(position.direction), bar);
    return partlyClosed({ ...trades, positions: others }, position, {
      ...{ price, closeMs: bar.closeMs, part: step.part },
    });
  }
  const { stopLoss, takeProfit } = step;
  // Refused as on an account that is traded.
  if (stopLoss !== null && isStopWider(position.direction, position.stopLoss, stopLoss)) {
    return trades;
  }
  const moved = {
    ...position,
    stopLoss: stopLoss ?? position.stopLoss,
    takeProfit: takeProfit ?? position.takeProfit,
  };
  return { ...trades, positions: trades.positions.map((one) => one === position ? moved : one) };
}

function entered(trades: VirtualTrades, signal: Signal, bar: VirtualBar): VirtualTrades {
  const { entry, direction, price, stopLoss, takeProfit } = signal;
  if (entry === undefined) return trades;
  if (trades.positions.length + trades.orders.length >= maxOwnTrades) return trades;
  const { number, part, parts, size } = entry;
  const lots = size.kind === "lots" ? size.lots : 1;
  const order: VirtualOrder = {
    ...{ number, direction, stopLoss, takeProfit, price, type: entry.type },
    volumeLots: lots * (parts[part] ?? 1),
    ...{ placedBrokerMs: bar.closeMs, limitPrice: entry.stopLimitPrice },
    ...{ expiresMs: entry.expiresMs },
    group: entryOfTrace(signal.id as string as TraceId)?.group ?? 0,
  };
  if (entry.type !== direction) return { ...trades, orders: [...trades.orders, order] };
  return filled(trades, order, { price: priceOf(direction, bar), timeMs: bar.closeMs });
}

/** A market price at the close of the bar. */
function priceOf(direction: Direction, { close, spread }: VirtualBar): number {
  return direction === "buy" ? close + spread : close;
}

function other(direction: Direction): Direction {
  return direction === "buy" ? "sell" : "buy";
}

function filled(
  trades: VirtualTrades,
  order: VirtualOrder,
  { price, timeMs }: { readonly price: number; readonly timeMs: BrokerMs },
): VirtualTrades {
  const { number, direction, volumeLots, stopLoss, takeProfit, group } = order;
  const position: VirtualPosition = {
    ...{ number, direction, volumeLots, stopLoss, takeProfit, entryPrice: price },
    openedBrokerMs: timeMs,
    initialRisk: stopLoss === null ? null : Math.abs(price - stopLoss),
    realised: 0,
  };
  return {
    ...trades,
    positions: [...trades.positions, position].sort((one, two) => one.number - two.number),
    orders: trades.orders.filter((one) =>
      one.number !== number && (group === 0 || one.group !== group)
    ),
  };
}

/** The order is filled by the bar, has expired before it, or waits. */
function afterOrder(trades: VirtualTrades, order: VirtualOrder, bar: VirtualBar): VirtualTrades {
  if (order.expiresMs !== null && order.expiresMs <= bar.openMs) {
    return { ...trades, orders: trades.orders.filter((one) => one !== order) };
  }
  const price = fillPrice(order, bar);
  if (price !== null) {
    const next = filled(trades, order, { price, timeMs: bar.closeMs });
    const position = next.positions.find(({ number }) => number === order.number)!;
    const stopped = exitPrice(position, { ...bar, open: price }, false);
    if (stopped === null) return next;
    const others = next.positions.filter((one) => one !== position);
    return withClosed({ ...next, positions: others }, position, {
      ...{ price: stopped, closeMs: bar.closeMs },
    });
  }
  const isReached = order.limitPrice !== null && isBeyond(order, bar);
  if (!isReached) return trades;
  const type: OpeningType = `${order.direction}_limit`;
  const waiting = { ...order, type, price: order.limitPrice!, limitPrice: null };
  return { ...trades, orders: trades.orders.map((one) => one === order ? waiting : one) };
}

/** Prices of the side on which an order of that direction is filled. */
function sideOf(direction: Direction, { open, high, low, spread }: VirtualBar) {
  const above = direction === "buy" ? spread : 0;
  return { open: open + above, high: high + above, low: low + above };
}

/** Whether the bar reached the price of a stop order. */
function isBeyond({ direction, price }: VirtualOrder, bar: VirtualBar): boolean {
  const side = sideOf(direction, bar);
  return direction === "buy" ? side.high >= price : side.low <= price;
}

/** Null when the bar does not fill the order. A gap fills it at the open. */
function fillPrice(order: VirtualOrder, bar: VirtualBar): number | null {
  const { direction, price, type, limitPrice } = order;
  if (limitPrice !== null) return null;
  const side = sideOf(direction, bar);
  if (type.endsWith("_limit")) {
    if (direction === "buy") return side.low <= price ? Math.min(side.open, price) : null;
    return side.high >= price ? Math.max(side.open, price) : null;
  }
  if (!isBeyond(order, bar)) return null;
  return direction === "buy" ? Math.max(side.open, price) : Math.min(side.open, price);
}

/** Null when the bar reaches neither stop nor target. */
function exitPrice(
  { direction, stopLoss, takeProfit }: OwnPosition,
  bar: VirtualBar,
  hasTarget: boolean,
): number | null {
  const { open, high, low } = sideOf(other(direction), bar);
  const target = hasTarget ? takeProfit : null;
  if (direction === "buy") {
    if (stopLoss !== null && low <= stopLoss) return Math.min(open, stopLoss);
    return target !== null && high >= target ? Math.max(open, target) : null;
  }
  if (stopLoss !== null && high >= stopLoss) return Math.max(open, stopLoss);
  return target !== null && low <= target ? Math.min(open, target) : null;
}

interface VirtualExit {
  readonly price: number;
  readonly closeMs: BrokerMs;
}

function withClosed(
  trades: VirtualTrades,
  position: VirtualPosition,
  { price, closeMs }: VirtualExit,
): VirtualTrades {
  const { number, direction, volumeLots, entryPrice, openedBrokerMs, realised } = position;
  const trade: ClosedOwnTrade = {
    ...{ number, direction, volumeLots, entryPrice, exitPrice: price, openedBrokerMs },
    closedBrokerMs: closeMs,
    profit: realised + gainOf(position, price) * volumeLots,
  };
  return { ...trades, closedTrades: [...trades.closedTrades, trade].slice(-maxClosedTrades) };
}

function gainOf({ direction, entryPrice }: OwnPosition, price: number): number {
  return direction === "buy" ? price - entryPrice : entryPrice - price;
}

/** `part`: of the volume. */
function partlyClosed(
  trades: VirtualTrades,
  position: VirtualPosition,
  { part, ...exit }: VirtualExit & { readonly part: number },
): VirtualTrades {
  if (part >= 1) return withClosed(trades, position, exit);
  const lots = position.volumeLots * part;
  const rest: VirtualPosition = {
    ...position,
    volumeLots: position.volumeLots - lots,
    realised: position.realised + gainOf(position, exit.price) * lots,
  };
  return {
    ...trades,
    positions: [...trades.positions, rest].sort((one, two) => one.number - two.number),
  };
}
