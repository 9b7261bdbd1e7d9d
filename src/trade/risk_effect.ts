/**
 * Which requests open or widen risk. Pure, and cautious: what cannot be told counts as more risk.
 *
 * - `opens`: a new order. Needs an approval of the risk controller.
 * - `widens`: the loss at the stop may grow. Risk has agreed to the smaller one, so it is not done at all.
 * - `moves`: a pending order may fill sooner, later or longer, at no greater loss. Not during a halt.
 * - `reduces`: closes, cancels, or narrows. Allowed by command at any time.
 */

import {
  assertNever,
  type Direction,
  orderDirection,
  type VenueOrder,
  type VenuePosition,
  type VenueRequest,
} from "../models/mod.ts";

export type RiskEffect = "opens" | "widens" | "moves" | "reduces";

/** What is open, as far as it is known. */
export interface KnownTrades {
  readonly positions: readonly VenuePosition[];
  readonly orders: readonly VenueOrder[];
}

/** Prices that differ by less are the same one, sent and read back. */
const priceTolerance = 1e-9;

export function riskEffect(request: VenueRequest, known: KnownTrades): RiskEffect {
  switch (request.kind) {
    case "open":
      return "opens";
    case "cancel_order":
    case "close_position":
    case "close_by":
      return "reduces";
    case "modify_position": {
      const position = known.positions.find(({ ticket }) => ticket === request.position);
      if (position === undefined) return "widens";
      const { direction, stopLoss } = position;
      return isStopWider(direction, stopLoss, request.stopLoss) ? "widens" : "reduces";
    }
    case "modify_order": {
      const order = known.orders.find(({ ticket }) => ticket === request.order);
      return order === undefined ? "widens" : orderChange(order, request);
    }
    default:
      return assertNever(request);
  }
}

/** Without a stop everything may be lost, so taking one away is the widest of all. */
function isStopWider(direction: Direction, was: number | null, becomes: number | null): boolean {
  if (was === null) return false;
  if (becomes === null) return true;
  return direction === "buy" ? becomes < was - priceTolerance : becomes > was + priceTolerance;
}

function orderChange(
  order: VenueOrder,
  request: Extract<VenueRequest, { kind: "modify_order" }>,
): RiskEffect {
  const direction = orderDirection(order.type);
  if (direction === null || order.price === null) return "widens";
  const was = lossDistance(order.price, order.stopLoss);
  const becomes = lossDistance(request.price, request.stopLoss);
  if (becomes > was + priceTolerance) return "widens";
  const isStill = Math.abs(request.price - order.price) <= priceTolerance &&
    Math.abs((request.stopLimitPrice ?? 0) - (order.stopLimitPrice ?? 0)) <= priceTolerance &&
    (request.expiresMs === order.expirationMs || isSooner(request.expiresMs, order.expirationMs));
  return isStill ? "reduces" : "moves";
}

function lossDistance(price: number, stopLoss: number | null): number {
  return stopLoss === null ? Infinity : Math.abs(price - stopLoss);
}

function isSooner(expiresMs: number | null, wasMs: number | null): boolean {
  return expiresMs !== null && (wasMs === null || expiresMs < wasMs);
}
