/**
 * Whether the open trades already show the effect of a request. Its answer waits for that, so that
 * a client that reads the positions after the answer finds the change. Pure.
 */

import { intentOfMagic, type TradeIntent } from "../models/mod.ts";
import type { OpenTrades } from "./open_trades.ts";

/**
 * Changes of price levels and volumes always count as seen, because every later reading shows them.
 */
export function isEffectSeen(
  { id, state, request, order, position }: TradeIntent,
  { positions, orders }: OpenTrades,
): boolean {
  if (state !== "filled" && state !== "accepted" && state !== "cancelled") return true;
  switch (request.kind) {
    case "open":
      return orders.some(({ ticket }) => ticket === order) ||
        positions.some(({ magic, identifier }) =>
          intentOfMagic(magic) === id || identifier === position
        );
    case "close_position":
      return request.volumeLots !== null ||
        positions.every(({ ticket }) => ticket !== request.position);
    case "cancel_order":
      return orders.every(({ ticket }) => ticket !== request.order);
    case "modify_order":
    case "modify_position":
    case "close_by":
      return true;
  }
}
