/**
 * Closes a whole position without a request: because of its stop loss, its take profit, or a
 * stop-out.
 */

import type { OrderReason } from "../../models/mod.ts";
import { fillOrder } from "./record_deal.ts";
import type { BrokerContext, OpenPosition } from "./broker_context.ts";
import { addOrder, oppositeOf } from "./order_life.ts";
import { toUnits } from "./quantity.ts";

export interface ForcedClose {
  readonly reason: Extract<OrderReason, "sl" | "tp" | "so">;
  readonly price: number;
  readonly comment: string;
}

/** Makes an order and a deal with the position's magic number; always filled completely. */
export function forceClose(
  context: BrokerContext,
  position: OpenPosition,
  close: ForcedClose,
): void {
  const order = addOrder(context, {
    symbol: position.symbol,
    type: oppositeOf(position.direction),
    state: "started",
    volumeInitialLots: position.volumeLots,
    price: null,
    stopLimitPrice: null,
    stopLoss: position.stopLoss,
    takeProfit: position.takeProfit,
    filling: "fok",
    lifetime: "gtc",
    expirationMs: null,
    magic: position.magic,
    comment: close.comment,
    reason: close.reason,
    position: position.identifier,
  });
  fillOrder(context, { order, units: toUnits(position.volumeLots), price: close.price });
}
