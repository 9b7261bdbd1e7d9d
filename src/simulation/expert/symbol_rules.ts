/**
 * The rules of the traded symbol: volume, prices, direction, distance of stops, expiration. Values
 * that do not fit are refused with the broker's return code, never rounded; only the inaccuracy of
 * doubles is removed.
 */

import {
  err,
  isPendingType,
  ok,
  type PendingType,
  type Result,
  retcodes,
} from "../../models/mod.ts";
import type { BrokerMs, Direction, RetcodeName } from "../../models/mod.ts";
import type { WireOrderType } from "../../mt5/wire_trading.ts";
import type { TradingSymbol } from "../trading/mod.ts";
import { type ExpertRefusal, retcodeSentence } from "./answer.ts";

/**
 * How far a value may be from a whole number of steps, in steps: at least this, and this share of
 * them.
 */
const stepTolerance = 0.0001;
const relativeTolerance = 1e-15;

export interface BidAsk {
  readonly bid: number;
  readonly ask: number;
}

export interface Levels {
  /** 0 for none. */
  readonly stopLoss: number;
  readonly takeProfit: number;
}

export interface OrderPrices extends Levels {
  readonly price: number;
  readonly stopLimitPrice: number;
}

export function breaksRule(name: RetcodeName, detail: string): ExpertRefusal {
  return {
    code: "symbol_rule",
    message: `${retcodeSentence(name)} (${detail})`,
    retcode: retcodes[name].code,
  };
}

export function directionOf(type: WireOrderType): Direction {
  return type.startsWith("buy") ? "buy" : "sell";
}

/** The value, adjusted to a whole number of steps; null when it is not one. */
function aligned(value: number, step: number): number | null {
  const steps = value / step;
  const whole = Math.round(steps);
  const tolerance = Math.max(stepTolerance, Math.abs(steps) * relativeTolerance);
  if (Math.abs(steps - whole) > tolerance) return null;
  return Number((whole * step).toFixed(8));
}

export function alignedVolume(
  { volumeMinLots, volumeMaxLots, volumeStepLots }: TradingSymbol,
  volume: number,
): Result<number, ExpertRefusal> {
  const lots = aligned(volume, volumeStepLots);
  if (lots === null) return err(breaksRule("invalid_volume", `steps of ${volumeStepLots}`));
  const half = volumeStepLots / 2;
  const isWithin = lots > 0 && lots >= volumeMinLots - half && lots <= volumeMaxLots + half;
  if (isWithin) return ok(lots);
  return err(breaksRule("invalid_volume", `${volumeMinLots} to ${volumeMaxLots} lots`));
}

/**
 * 0 stays 0, because it means none. A price that would become 0 is refused: rounding 1e-10 would
 * remove the stop.
 */
export function alignedPrices<P extends { readonly [name: string]: number }>(
  { tickSize }: TradingSymbol,
  prices: P,
): Result<P, ExpertRefusal> {
  const fitting: Record<string, number> = {};
  for (const [name, price] of Object.entries(prices)) {
    const fit = aligned(price, tickSize);
    if (fit === null || (fit === 0) !== (price === 0)) {
      return err(breaksRule("invalid_price", `${name}: steps of ${tickSize}`));
    }
    fitting[name] = fit;
  }
  return ok(fitting as P);
}

export function checkDirection(
  { name, tradeMode }: TradingSymbol,
  direction: Direction,
): ExpertRefusal | null {
  if (tradeMode === "disabled") return breaksRule("trade_disabled", name);
  if (tradeMode === "close_only") return breaksRule("close_only", name);
  if (tradeMode === "long_only" && direction === "sell") return breaksRule("long_only", name);
  if (tradeMode === "short_only" && direction === "buy") return breaksRule("short_only", name);
  return null;
}

/** Half a point less than the level, because doubles for the same price may differ slightly. */
function distanceOf({ digits }: TradingSymbol, levelPoints: number): number {
  return (levelPoints - 0.5) * 10 ** -digits;
}

/**
 * Checks that stop loss and take profit are on the right side of `reference` and far enough from
 * it.
 */
export function stopsRefusal(
  symbol: TradingSymbol,
  { direction, reference }: { readonly direction: Direction; readonly reference: number },
  { stopLoss, takeProfit }: Levels,
): ExpertRefusal | null {
  const side = direction === "buy" ? 1 : -1;
  const nearest = Math.max(distanceOf(symbol, symbol.stopsLevelPoints), distanceOf(symbol, 1));
  if (stopLoss > 0 && side * (reference - stopLoss) < nearest) {
    return breaksRule("invalid_stops", "stop loss");
  }
  if (takeProfit > 0 && side * (takeProfit - reference) < nearest) {
    return breaksRule("invalid_stops", "take profit");
  }
  return null;
}

/**
 * Checks that the prices of a pending order are on the right side of the market and far enough from
 * it, and its stops likewise relative to its price.
 */
export function checkPending(
  symbol: TradingSymbol,
  quote: BidAsk,
  { type, ...prices }: OrderPrices & { readonly type: PendingType },
): ExpertRefusal | null {
  const { price, stopLimitPrice } = prices;
  const direction = directionOf(type);
  const isBuy = direction === "buy";
  const market = isBuy ? quote.ask : quote.bid;
  const isLimit = type === "buy_limit" || type === "sell_limit";
  const distance = Math.max(distanceOf(symbol, symbol.stopsLevelPoints), 0);
  if (!(price > 0)) return breaksRule("invalid_price", "a price is required");
  if ((isBuy === isLimit ? market - price : price - market) < distance) {
    return breaksRule("invalid_price", "too close to the market");
  }
  const isStopLimit = type === "buy_stop_limit" || type === "sell_stop_limit";
  const gap = isBuy ? price - stopLimitPrice : stopLimitPrice - price;
  if (isStopLimit && !(stopLimitPrice > 0 && gap >= distance)) {
    return breaksRule("invalid_price", "stopLimitPrice");
  }
  return stopsRefusal(
    symbol,
    { direction, reference: isStopLimit ? stopLimitPrice : price },
    prices,
  );
}

export function checkExpiration(
  { name, lifetimes }: TradingSymbol,
  expiresMs: number,
  nowMs: BrokerMs,
): ExpertRefusal | null {
  if (!lifetimes.includes(expiresMs > 0 ? "specified" : "gtc")) {
    return breaksRule("invalid_expiration", `not offered for ${name}`);
  }
  return expiresMs > 0 && expiresMs <= nowMs
    ? breaksRule("invalid_expiration", "in the past")
    : null;
}

/** Within the freeze level of the market the broker accepts no changes. */
export function checkFrozen(
  symbol: TradingSymbol,
  price: number,
  market: number,
): ExpertRefusal | null {
  const distance = distanceOf(symbol, symbol.freezeLevelPoints);
  if (!(price > 0) || !(distance > 0) || Math.abs(price - market) > distance) return null;
  return breaksRule("frozen", symbol.name);
}

export function pendingTypeOf(type: WireOrderType): PendingType | null {
  return isPendingType(type) ? type : null;
}
