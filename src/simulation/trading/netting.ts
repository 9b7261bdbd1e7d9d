/**
 * Netting: one position a symbol. Fills of its direction add to it, others reduce, close or reverse it. Adding and
 * reversing take stop loss and take profit of the order, also when it has none; reducing leaves them. A reversed
 * position keeps its identifier and gets the ticket of the order that reversed it.
 */

import { type Desk, dropPosition, positionsOf } from "./desk.ts";
import { closePart } from "./closed_part.ts";
import { sideOf } from "./order_life.ts";
import type { Fill, PositionEffect } from "./position_effect.ts";
import { increasePosition, openPosition, reducePosition } from "./position_effect.ts";
import { toUnits } from "./quantity.ts";

export function netFill(desk: Desk, fill: Fill): PositionEffect {
  const [position] = positionsOf(desk.book, fill.order.symbol);
  if (position === undefined) return openPosition(desk, fill);
  if (position.direction === sideOf(fill.order)) return increasePosition(desk, position, fill);
  const held = toUnits(position.volumeLots);
  if (fill.units <= held) return reducePosition(desk, position, fill);
  const { profitMinor, swapMinor } = closePart(desk, position, { units: held, price: fill.price });
  dropPosition(desk.book, position.ticket);
  openPosition(desk, { ...fill, units: fill.units - held }, position.identifier);
  return { entry: "inout", position: position.identifier, profitMinor, swapMinor };
}
