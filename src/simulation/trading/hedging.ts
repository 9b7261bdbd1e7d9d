/**
 * Hedging: each order that opens has a position of its own, closed by its ticket. Positions never merge; only the
 * parts in which one order is filled add up.
 */

import type { Desk } from "./desk.ts";
import { sideOf } from "./order_life.ts";
import type { Fill, PositionEffect } from "./position_effect.ts";
import { increasePosition, openPosition, reducePosition } from "./position_effect.ts";

export function hedgeFill(desk: Desk, fill: Fill): PositionEffect {
  const { order } = fill;
  const position = desk.book.positions.values().find((one) => one.identifier === order.position);
  if (position === undefined) return openPosition(desk, fill);
  if (position.direction !== sideOf(order)) return reducePosition(desk, position, fill);
  const { stopLoss, takeProfit } = position;
  return increasePosition(desk, position, { ...fill, order: { ...order, stopLoss, takeProfit } });
}
