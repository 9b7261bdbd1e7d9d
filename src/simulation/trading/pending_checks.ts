/** Checks the prices and expiration of pending orders. */

import type { BrokerMs, OrderKind, OrderLifetime, PendingType } from "../../models/mod.ts";
import type { Direction, RetcodeName, Stops } from "../../models/mod.ts";
import type { BrokerQuote } from "./broker_context.ts";
import {
  checkStops,
  dealPrice,
  isQuotable,
  minDistancePoints,
  pointsAbove,
} from "./price_rules.ts";
import { dayEndMs } from "./trade_sessions.ts";
import type { TradingSymbol } from "./trading_symbol.ts";

export interface PendingPrices extends Stops {
  readonly type: PendingType;
  readonly price: number;
  readonly stopLimitPrice: number | null;
}

export interface Lifetime {
  readonly lifetime: OrderLifetime;
  readonly expirationMs: BrokerMs | null;
}

export function pendingDirection(type: PendingType): Direction {
  return type.startsWith("buy") ? "buy" : "sell";
}

export function pendingKind(type: PendingType): OrderKind {
  return type.replace(/^(?:buy|sell)_/, "") as "limit" | "stop" | "stop_limit";
}

/**
 * Limits must be on the better side of the market, stops and the triggers of stop-limits on the
 * other side, the limit price of a stop-limit on the better side of its trigger; each at least at
 * the stops level. Stop loss and take profit are compared with the price that the position would
 * have.
 */
export function checkPendingPrices(
  symbol: TradingSymbol,
  quote: BrokerQuote,
  order: PendingPrices,
): RetcodeName | null {
  const direction = pendingDirection(order.type);
  const kind = pendingKind(order.type);
  const least = minDistancePoints(symbol);
  const ahead = (price: number, of: number) =>
    pointsAbove(symbol, price, of) * (direction === "buy" ? 1 : -1);
  const distance = ahead(order.price, dealPrice(quote, direction));
  if (!isQuotable(symbol, order.price)) return "invalid_price";
  if ((kind === "limit" ? -distance : distance) < least) return "invalid_price";
  const { stopLimitPrice } = order;
  if ((kind === "stop_limit") !== (stopLimitPrice !== null)) return "invalid_price";
  if (stopLimitPrice !== null) {
    const isBehind = isQuotable(symbol, stopLimitPrice) &&
      -ahead(stopLimitPrice, order.price) >= least;
    if (!isBehind) return "invalid_price";
  }
  return checkStops(symbol, order, { direction, price: stopLimitPrice ?? order.price });
}

/** `specified` and `specified_day` need a time in the future, the other lifetimes none. */
export function checkLifetime(
  symbol: TradingSymbol,
  { lifetime, expirationMs }: Lifetime,
  now: BrokerMs,
): RetcodeName | null {
  if (!symbol.lifetimes.includes(lifetime)) return "invalid_expiration";
  const isMomentDue = lifetime === "specified" || lifetime === "specified_day";
  if (isMomentDue !== (expirationMs !== null)) return "invalid_expiration";
  if (expirationMs === null) return null;
  const endMs = lifetime === "specified_day" ? dayEndMs(expirationMs) : expirationMs;
  return endMs > now ? null : "invalid_expiration";
}

/** The first moment at which the order has expired; null for never. */
export function expiresAtMs(
  { lifetime, expirationMs }: Lifetime,
  setupMs: BrokerMs,
): BrokerMs | null {
  if (lifetime === "gtc") return null;
  if (lifetime === "day" || expirationMs === null) return dayEndMs(setupMs);
  return lifetime === "specified_day" ? dayEndMs(expirationMs) : expirationMs;
}
