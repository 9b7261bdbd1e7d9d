/** Checks whether this deal may close this position. */

import type { BrokerSymbol, DealRequest, RetcodeName } from "../../models/mod.ts";
import { type BrokerContext, type OpenPosition, positionsOf, symbolOf } from "./broker_context.ts";
import { isFrozen } from "./price_rules.ts";
import { closePrice } from "./profit.ts";
import { toUnits } from "./quantity.ts";

export function checkClosing(
  context: BrokerContext,
  position: OpenPosition,
  request: DealRequest<BrokerSymbol>,
): RetcodeName | null {
  const isOpposite = position.symbol === request.symbol &&
    position.direction !== request.direction;
  if (!isOpposite) return "invalid";
  if (toUnits(request.volumeLots) > toUnits(position.volumeLots)) return "invalid_close_volume";
  return checkFree(context, position) ?? checkFifo(context, position);
}

/**
 * Checks that no near stop loss or take profit freezes the position, and that no order to close it
 * is in progress.
 */
export function checkFree(context: BrokerContext, position: OpenPosition): RetcodeName | null {
  if (hasCloseOrder(context, position)) return "close_order_exist";
  const levels = [position.stopLoss, position.takeProfit];
  const isNear = isFrozen(
    symbolOf(context, position.symbol),
    levels,
    closePrice(context, position),
  );
  return isNear ? "frozen" : null;
}

function hasCloseOrder({ state }: BrokerContext, { identifier, ticket }: OpenPosition): boolean {
  const isShown = state.orders.values().some((order) =>
    order.position === identifier && String(order.ticket) !== String(identifier)
  );
  return isShown ||
    state.inFlight.some(({ request }) =>
      request.action === "close_by" &&
      (request.position === ticket || request.positionBy === ticket)
    );
}

function checkFifo(context: BrokerContext, position: OpenPosition): RetcodeName | null {
  if (!context.account.fifoClose || context.account.marginMode !== "hedging") return null;
  const oldest = positionsOf(context.state, position.symbol)
    .find((other) => other.direction === position.direction);
  return oldest?.ticket === position.ticket ? null : "fifo_close";
}
