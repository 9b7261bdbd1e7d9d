/** May this position be closed by this deal? */

import type { BrokerSymbol, DealRequest, RetcodeName } from "../../models/mod.ts";
import { type Desk, type OpenPosition, positionsOf, symbolOf } from "./desk.ts";
import { isFrozen } from "./price_rules.ts";
import { closePrice } from "./profit.ts";
import { toUnits } from "./quantity.ts";

export function checkClosing(
  desk: Desk,
  position: OpenPosition,
  request: DealRequest<BrokerSymbol>,
): RetcodeName | null {
  const isOpposite = position.symbol === request.symbol &&
    position.direction !== request.direction;
  if (!isOpposite) return "invalid";
  if (toUnits(request.volumeLots) > toUnits(position.volumeLots)) return "invalid_close_volume";
  return checkFree(desk, position) ?? checkFifo(desk, position);
}

/** Not frozen by a near stop loss or take profit, and no order to close it on its way. */
export function checkFree(desk: Desk, position: OpenPosition): RetcodeName | null {
  if (hasCloseOrder(desk, position)) return "close_order_exist";
  const levels = [position.stopLoss, position.takeProfit];
  const isNear = isFrozen(symbolOf(desk, position.symbol), levels, closePrice(desk, position));
  return isNear ? "frozen" : null;
}

function hasCloseOrder({ book }: Desk, { identifier, ticket }: OpenPosition): boolean {
  const isShown = book.orders.values().some((order) =>
    order.position === identifier && String(order.ticket) !== String(identifier)
  );
  return isShown ||
    book.inFlight.some(({ request }) =>
      request.action === "close_by" &&
      (request.position === ticket || request.positionBy === ticket)
    );
}

function checkFifo(desk: Desk, position: OpenPosition): RetcodeName | null {
  if (!desk.account.fifoClose || desk.account.marginMode !== "hedging") return null;
  const oldest = positionsOf(desk.book, position.symbol)
    .find((other) => other.direction === position.direction);
  return oldest?.ticket === position.ticket ? null : "fifo_close";
}
