/** The effect of a fill on positions: the parts that netting and hedging share. */

import type { DealEntry, PositionId, PositionReason } from "../../models/mod.ts";
import { positionReasons, ticket } from "../../models/mod.ts";
import type { PositionTicket } from "../../models/mod.ts";
import { closePart } from "./closed_part.ts";
import { marginRate } from "./conversion.ts";
import type { BrokerContext, BrokerOrder, OpenPosition } from "./broker_context.ts";
import { dropPosition, putPosition, symbolOf } from "./broker_context.ts";
import { sideOf } from "./order_life.ts";
import { fromMilliPoints, toLots, toMilliPoints, toUnits } from "./quantity.ts";
import { rounded } from "../../models/ratio.ts";

/** An execution of an order or a part of it. */
export interface Fill {
  readonly order: BrokerOrder;
  readonly units: number;
  readonly price: number;
}

export interface PositionEffect {
  readonly entry: DealEntry;
  readonly position: PositionId;
  readonly profitMinor: number;
  readonly swapMinor: number;
}

/** Opens a position with the ticket of the order; a reversed one keeps its identifier. */
export function openPosition(
  context: BrokerContext,
  { order, units, price }: Fill,
  identifier: PositionId = ticket<PositionId>(order.ticket),
): PositionEffect {
  const symbol = symbolOf(context, order.symbol);
  const direction = sideOf(order);
  const { nowMs } = context.state;
  putPosition(context.state, {
    ticket: ticket<PositionTicket>(order.ticket),
    identifier,
    symbol: order.symbol,
    direction,
    volumeLots: toLots(units),
    openPrice: price,
    stopLoss: order.stopLoss,
    takeProfit: order.takeProfit,
    swap: 0,
    magic: order.magic,
    comment: order.comment,
    reason: positionReason(order),
    openedMs: nowMs,
    updatedMs: nowMs,
    marginRate: marginRate(context, symbol, { direction, price }),
  });
  return { entry: "in", position: identifier, profitMinor: 0, swapMinor: 0 };
}

/**
 * Increases a position. Its price becomes the average of both prices, with three digits more than a
 * quote.
 */
export function increasePosition(
  context: BrokerContext,
  position: OpenPosition,
  fill: Fill,
): PositionEffect {
  const symbol = symbolOf(context, position.symbol);
  const { digits } = symbol;
  const held = toUnits(position.volumeLots);
  const total = held + fill.units;
  const value = BigInt(toMilliPoints(position.openPrice, digits)) * BigInt(held) +
    BigInt(toMilliPoints(fill.price, digits)) * BigInt(fill.units);
  const rate = marginRate(context, symbol, { direction: position.direction, price: fill.price });
  putPosition(context.state, {
    ...position,
    volumeLots: toLots(total),
    openPrice: fromMilliPoints(rounded({ over: value, under: BigInt(total) }), digits),
    stopLoss: fill.order.stopLoss,
    takeProfit: fill.order.takeProfit,
    magic: fill.order.magic,
    comment: fill.order.comment,
    updatedMs: context.state.nowMs,
    marginRate: (position.marginRate * held + rate * fill.units) / total,
  });
  return { entry: "in", position: position.identifier, profitMinor: 0, swapMinor: 0 };
}

/** Closes all or a part; the rest keeps its stop loss and take profit. */
export function reducePosition(
  context: BrokerContext,
  position: OpenPosition,
  fill: { readonly units: number; readonly price: number },
): PositionEffect {
  const { profitMinor, swapMinor, rest } = closePart(context, position, fill);
  if (rest === null) dropPosition(context.state, position.ticket);
  else putPosition(context.state, rest);
  return { entry: "out", position: position.identifier, profitMinor, swapMinor };
}

function positionReason({ reason }: BrokerOrder): PositionReason {
  const found = positionReasons.find((one) => one === reason);
  if (found === undefined) throw new RangeError(`A position is not opened by ${reason}`);
  return found;
}
