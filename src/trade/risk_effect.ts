/**
 * Which requests open or widen risk. Pure and conservative: an undecidable case counts as more
 * risk.
 *
 * - `opens`: a new order. Needs an approval of the risk controller.
 * - `widens`: the loss at the stop may grow. Risk approved the smaller loss, so this is never done.
 * - `moves`: a pending order may fill sooner, later or longer, at no greater loss. Not during a
 *   halt.
 * - `reduces`: closes, cancels, or narrows. Allowed by command at any time.
 */

import {
  assertNever,
  type Direction,
  isStopWider,
  orderDirection,
  priceTolerance,
  type VenueOrder,
  type VenuePosition,
  type VenueRequest,
  worstFillPrice,
} from "../models/mod.ts";

type ModifyOrder = Extract<VenueRequest, { kind: "modify_order" }>;

export type RiskEffect = "opens" | "widens" | "moves" | "reduces";

/** Known positions and orders. */
export interface KnownTrades {
  /** A symbol has one position, and an order that adds to it replaces the stop of all of it. */
  readonly isNetting: boolean;
  readonly positions: readonly VenuePosition[];
  readonly orders: readonly VenueOrder[];
}

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
      const { direction, stopLoss, currentPrice } = position;
      const becomes = keptStop(direction, request.stopLoss, currentPrice);
      return isStopWider(direction, stopLoss, becomes) ? "widens" : "reduces";
    }
    case "modify_order": {
      const order = known.orders.find(({ ticket }) => ticket === request.order);
      return order === undefined ? "widens" : orderChange(order, request, known);
    }
    default:
      return assertNever(request);
  }
}

/**
 * The stop that the broker may make of `stopLoss`; null for none. A price below half a tick becomes
 * 0, which removes the stop, and the tick of a symbol that is not configured is not known. It is at
 * most the price, and the stop of a sell is never below that.
 */
function keptStop(
  direction: Direction | null,
  stopLoss: number | null,
  price: number | null,
): number | null {
  const mayVanish = direction === "sell" && stopLoss !== null && stopLoss < (price ?? 0) / 2;
  return mayVanish ? null : stopLoss;
}

function orderChange(
  order: VenueOrder,
  request: ModifyOrder,
  known: KnownTrades,
): RiskEffect {
  const direction = orderDirection(order.type);
  if (direction === null || order.price === null) return "widens";
  const worst = worstFillPrice({ ...request, type: order.type });
  const stopLoss = keptStop(direction, request.stopLoss, worst);
  const becomes = lossDistance(order.type, { ...request, stopLoss });
  if (becomes > lossDistance(order.type, order) + priceTolerance) return "widens";
  const isStopOfMore = known.isNetting && hasCompany(order, known);
  if (isStopOfMore && isStopWider(direction, order.stopLoss, stopLoss)) return "widens";
  const isStill = Math.abs(request.price - order.price) <= priceTolerance &&
    Math.abs((request.stopLimitPrice ?? 0) - (order.stopLimitPrice ?? 0)) <= priceTolerance &&
    (request.expiresMs === order.expirationMs || isSooner(request.expiresMs, order.expirationMs));
  return isStill ? "reduces" : "moves";
}

/**
 * Measured from the worst possible fill: a stop-limit order fills at its limit price, however near
 * the trigger is.
 */
function lossDistance(
  type: VenueOrder["type"],
  { price, stopLimitPrice, stopLoss }: Pick<VenueOrder, "price" | "stopLimitPrice" | "stopLoss">,
): number {
  const worst = worstFillPrice({ type, price, stopLimitPrice });
  if (stopLoss === null || worst === null) return Infinity;
  return Math.max(0, orderDirection(type) === "buy" ? worst - stopLoss : stopLoss - worst);
}

/** Whether the order's stop would also apply to other volume of the symbol. */
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
