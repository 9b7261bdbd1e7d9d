/**
 * Checks whether a symbol may be traded now, in this direction, with this kind of order and this
 * volume.
 */

import type { BrokerSymbol, Direction, OrderKind, Result, RetcodeName } from "../../models/mod.ts";
import { err, ok, orderDirection } from "../../models/mod.ts";
import type { BrokerContext, BrokerQuote } from "./broker_context.ts";
import { isMultiple, toUnits } from "./quantity.ts";
import { isInSession } from "./trade_sessions.ts";
import type { TradingSymbol } from "./trading_symbol.ts";

export interface TradableSymbol {
  readonly symbol: TradingSymbol;
  readonly quote: BrokerQuote;
}

/** The symbol with its quote, if it is known, enabled, in session and has a quote. */
export function tradable(
  context: BrokerContext,
  name: BrokerSymbol,
): Result<TradableSymbol, RetcodeName> {
  const symbol = context.state.symbols.get(name);
  if (symbol === undefined) return err("invalid");
  if (symbol.tradeMode === "disabled") return err("trade_disabled");
  if (!isInSession(symbol.sessions, context.state.nowMs)) return err("market_closed");
  const quote = context.state.quotes.get(name);
  return quote === undefined ? err("price_off") : ok({ symbol, quote });
}

/** Checks whether risk may be opened in this direction. */
export function checkTradeMode(
  { tradeMode }: TradingSymbol,
  direction: Direction,
): RetcodeName | null {
  if (tradeMode === "close_only") return "close_only";
  if (tradeMode === "long_only" && direction === "sell") return "long_only";
  if (tradeMode === "short_only" && direction === "buy") return "short_only";
  return null;
}

export function checkKind({ orderKinds }: TradingSymbol, kind: OrderKind): RetcodeName | null {
  return orderKinds.includes(kind) ? null : "invalid_order";
}

/** Checks that the volume is between minimum and maximum, and a whole number of steps. */
export function checkVolume(symbol: TradingSymbol, volumeLots: number): RetcodeName | null {
  const { volumeMinLots, volumeMaxLots, volumeStepLots } = symbol;
  const isAllowed = volumeLots >= volumeMinLots && volumeLots <= volumeMaxLots &&
    isMultiple(volumeLots, volumeStepLots);
  return isAllowed ? null : "invalid_volume";
}

/** No deal is larger, whether it opens or closes. */
export function checkLargest(
  { volumeMaxLots }: TradingSymbol,
  volumeLots: number,
): RetcodeName | null {
  return toUnits(volumeLots) > toUnits(volumeMaxLots) ? "invalid_volume" : null;
}

/** Checks positions and orders of one direction, plus `openedUnits`, against the symbol's limit. */
export function checkVolumeLimit(
  context: BrokerContext,
  symbol: TradingSymbol,
  { direction, openedUnits }: { readonly direction: Direction; readonly openedUnits: number },
): RetcodeName | null {
  if (symbol.volumeLimitLots === 0 || openedUnits === 0) return null;
  let units = openedUnits;
  for (const position of context.state.positions.values()) {
    if (position.symbol !== symbol.name || position.direction !== direction) continue;
    units += toUnits(position.volumeLots);
  }
  for (const order of context.state.orders.values()) {
    if (order.symbol !== symbol.name || orderDirection(order.type) !== direction) continue;
    units += toUnits(order.volumeCurrentLots);
  }
  return units > toUnits(symbol.volumeLimitLots) ? "limit_volume" : null;
}
