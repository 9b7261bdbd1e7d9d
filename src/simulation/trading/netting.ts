/**
 * Netting: one position for each symbol. Fills in its direction increase it, others reduce, close
 * or reverse it. When increasing and reversing, the position takes stop loss and take profit of the
 * order, even if the order has none; when reducing it keeps its own. A reversed position keeps its
 * identifier and gets the ticket of the order that reversed it.
 */

import { type BrokerContext, dropPosition, positionsOf } from "./broker_context.ts";
import { closePart } from "./closed_part.ts";
import { sideOf } from "./order_life.ts";
import type { Fill, PositionEffect } from "./position_effect.ts";
import { increasePosition, openPosition, reducePosition } from "./position_effect.ts";
import { toUnits } from "./quantity.ts";

export function netFill(context: BrokerContext, fill: Fill): PositionEffect {
  const [position] = positionsOf(context.state, fill.order.symbol);
  if (position === undefined) return openPosition(context, fill);
  if (position.direction === sideOf(fill.order)) return increasePosition(context, position, fill);
  const held = toUnits(position.volumeLots);
  if (fill.units <= held) return reducePosition(context, position, fill);
  const { profitMinor, swapMinor } = closePart(context, position, {
    units: held,
    price: fill.price,
  });
  dropPosition(context.state, position.ticket);
  openPosition(context, { ...fill, units: fill.units - held }, position.identifier);
  return { entry: "inout", position: position.identifier, profitMinor, swapMinor };
}
