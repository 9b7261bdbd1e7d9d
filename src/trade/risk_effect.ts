/**
 * Which requests open or widen risk. Pure, and cautious: what cannot be told counts as more risk.
 *
 * - `opens`: a new order. Needs an approval of the risk controller.
 * - `widens`: the loss at the stop may grow. Risk has agreed to the smaller one, so it is not done
 *   at all.
 * - `moves`: a pending order may fill sooner, later or longer, at no greater loss. Not during a
 *   halt.
 * - `reduces`: closes, cancels, or narrows. Allowed by command at any time.
 */

import {
  assertNever,
  type Direction,
  orderDirection,
  type VenueOrder,
  type VenuePosition,
  type VenueRequest,
  worstFillPrice,
} from "../models/mod.ts";

type ModifyOrder = Extract<VenueRequest, { kind: "modify_order" }>;

export type RiskEffect = "opens" | "widens" | "moves" | "reduces";

/** What is open, as far as it is known. */
export interface KnownTrades {
  /** A symbol has one position: an order that adds to it brings its own stop for all of it. */
  readonly isNetting: boolean;
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
      return order === undefined ? "widens" : orderChange(order, request, known);
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
  request: ModifyOrder,
  known: KnownTrades,
): RiskEffect {
  const direction = orderDirection(order.type);
  if (direction === null || order.price === null) return "widens";
  const [was, becomes] = [lossDistance(order.type, order), lossDistance(order.type, request)];
  if (becomes > was + priceTolerance) return "widens";
  const isStopOfMore = known.isNetting && hasCompany(order, known);
  if (isStopOfMore && isStopWider(direction, order.stopLoss, request.stopLoss)) return "widens";
  const isStill = Math.abs(request.price - order.price) <= priceTolerance &&
    Math.abs((request.stopLimitPrice ?? 0) - (order.stopLimitPrice ?? 0)) <= priceTolerance &&
    (request.expiresMs === order.expirationMs || isSooner(request.expiresMs, order.expirationMs));
  return isStill ? "reduces" : "moves";
}

/**
 * From the worst price at which it can be filled: a stop-limit order is filled at its limit,
 * however near its trigger is.
 */
function lossDistance(
  type: VenueOrder["type"],
  { price, stopLimitPrice, stopLoss }: Pick<VenueOrder, "price" | "stopLimitPrice" | "stopLoss">,
): number {
  const worst = worstFillPrice({ type, price, stopLimitPrice });
  if (stopLoss === null || worst === null) return Infinity;
  return Math.max(0, orderDirection(type) === "buy" ? worst - stopLoss : stopLoss - worst);
}

/** Its stop would become that of more than itself. */
function hasCompany(order: VenueOrder, { positions, orders }: KnownTrades): boolean {
  const direction = orderDirection(order.type);
  return positions.some((one) => one.symbol === order.symbol && one.direction === direction) ||
    orders.some(({ ticket, symbol, type }) =>
      ticket !== order.ticket && symbol === order.symbol && orderDirection(type) === direction
    );
}

function isSooner(expiresMs: number | null, wasMs: number | null): boolean {
  return expiresMs !== null && (wasMs === null || expiresMs < wasMs);
}
