/**
 * Hedging: each order that opens gets its own position, which is closed by its ticket. Positions
 * are never merged; only the partial fills of one order add up.
 */

import type { BrokerContext } from "./broker_context.ts";
import { sideOf } from "./order_life.ts";
import type { Fill, PositionEffect } from "./position_effect.ts";
import { increasePosition, openPosition, reducePosition } from "./position_effect.ts";

export function hedgeFill(context: BrokerContext, fill: Fill): PositionEffect {
  const { order } = fill;
  const position = context.state.positions.values().find((one) =>
    one.identifier === order.position
  );
  if (position === undefined) return openPosition(context, fill);
  if (position.direction !== sideOf(order)) return reducePosition(context, position, fill);
  const { stopLoss, takeProfit } = position;
  return increasePosition(context, position, {
    ...fill,
    order: { ...order, stopLoss, takeProfit },
  });
}
