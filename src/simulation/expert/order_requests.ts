/**
 * Turns the arguments of a call that opens into a request to the broker: valid under the symbol's
 * current rules, or a refusal.
 */

import {
  brokerMs,
  type BrokerSymbol,
  err,
  type FillingMode,
  magicNumber,
  ok,
  type Result,
} from "../../models/mod.ts";
import type { WireFilling, WireOrderRequest } from "../../mt5/wire_trading.ts";
import type { BrokerRequest, SimulatedBroker, TradingSymbol } from "../trading/mod.ts";
import { isDealFillingAllowed, isPendingFillingAllowed } from "../trading/filling_rules.ts";
import { type ExpertRefusal, retcodeSentence } from "./answer.ts";
import {
  alignedPrices,
  alignedVolume,
  type BidAsk,
  breaksRule,
  checkDirection,
  checkExpiration,
  checkPending,
  directionOf,
  type OrderPrices,
  pendingTypeOf,
  stopsRefusal,
} from "./symbol_rules.ts";
import { retcodes } from "../../models/mod.ts";

type Order = Omit<WireOrderRequest, keyof OrderPrices | "volume"> & OrderPrices & {
  readonly volume: number;
};

/** The request, or the rule of the symbol that it breaks. The broker must have the symbol. */
export function newOrderRequest(
  broker: SimulatedBroker,
  args: WireOrderRequest,
): Result<BrokerRequest, ExpertRefusal> {
  const symbol = broker.symbol(args.symbol as BrokerSymbol);
  if (symbol === undefined) throw new RangeError(`No symbol "${args.symbol}" at this broker`);
  const forbidden = checkDirection(symbol, directionOf(args.type));
  if (forbidden !== null) return err(forbidden);
  const volume = alignedVolume(symbol, args.volume);
  if (!volume.ok) return volume;
  const { price, stopLimitPrice, stopLoss, takeProfit } = args;
  const prices = alignedPrices(symbol, { price, stopLimitPrice, stopLoss, takeProfit });
  if (!prices.ok) return prices;
  const quote = quoteOrRefusal(broker, symbol);
  if (!quote.ok) return quote;
  const order = { ...args, ...prices.value, volume: volume.value };
  return pendingTypeOf(args.type) === null
    ? marketRequest(symbol, quote.value, order)
    : pendingRequest(broker, { symbol, quote: quote.value, order });
}

export function quoteOrRefusal(
  broker: SimulatedBroker,
  { name }: TradingSymbol,
): Result<BidAsk, ExpertRefusal> {
  const quote = broker.quote(name);
  return quote === undefined ? err(breaksRule("price_off", `no quote of ${name}`)) : ok(quote);
}

/** OrderCheck's refusal, or null. */
export function brokersRefusal(
  broker: SimulatedBroker,
  request: BrokerRequest,
): ExpertRefusal | null {
  const { refusal } = broker.check(request);
  if (refusal === null) return null;
  const message = retcodeSentence(refusal);
  return { code: "broker_refused", message, retcode: retcodes[refusal].code };
}

/** The comment by which the order can be found again. */
export function commentOf(comment: string, intent: string): string {
  return comment === "" ? `b3:${intent}` : comment;
}

/**
 * `auto` is the mode that the symbol's execution requires; null when the given mode is not allowed.
 */
export function dealFilling(symbol: TradingSymbol, filling: WireFilling): FillingMode | null {
  if (filling !== "auto") return isDealFillingAllowed(symbol, filling) ? filling : null;
  switch (symbol.execution) {
    case "request":
    case "instant":
      return "fok";
    case "exchange":
      return "return";
    case "market":
      if (symbol.fillingModes.includes("fok")) return "fok";
      return symbol.fillingModes.includes("ioc") ? "ioc" : "return";
  }
}

export function orNone(level: number): number | null {
  return level === 0 ? null : level;
}

function marketRequest(
  symbol: TradingSymbol,
  { bid, ask }: BidAsk,
  order: Order,
): Result<BrokerRequest, ExpertRefusal> {
  const direction = directionOf(order.type);
  const filling = dealFilling(symbol, order.filling);
  if (filling === null) return err(breaksRule("invalid_fill", symbol.name));
  // The stops of a position are compared with the price at which it would be closed.
  const reference = direction === "buy" ? bid : ask;
  const broken = stopsRefusal(symbol, { direction, reference }, order);
  if (broken !== null) return err(broken);
  return ok({
    action: "deal",
    symbol: symbol.name,
    direction,
    volumeLots: order.volume,
    price: orNone(order.price) ?? (direction === "buy" ? ask : bid),
    deviationPoints: order.deviationPoints,
    filling,
    position: null,
    ...signed(order),
  });
}

function pendingRequest(
  broker: SimulatedBroker,
  { symbol, quote, order }: {
    readonly symbol: TradingSymbol;
    readonly quote: BidAsk;
    readonly order: Order;
  },
): Result<BrokerRequest, ExpertRefusal> {
  const type = pendingTypeOf(order.type)!;
  const filling = order.filling === "auto" ? "return" : order.filling;
  if (!isPendingFillingAllowed(symbol, filling, type)) {
    return err(breaksRule("invalid_fill", symbol.name));
  }
  const broken = checkPending(symbol, quote, { ...order, type }) ??
    checkExpiration(symbol, order.expiresMs, broker.nowMs);
  if (broken !== null) return err(broken);
  return ok({
    action: "pending",
    symbol: symbol.name,
    type,
    volumeLots: order.volume,
    price: order.price,
    stopLimitPrice: orNone(order.stopLimitPrice),
    filling,
    ...lifetimeOf(order.expiresMs),
    ...signed(order),
  });
}

/** MetaTrader uses whole seconds. */
export function lifetimeOf(expiresMs: number) {
  if (expiresMs === 0) return { lifetime: "gtc", expirationMs: null } as const;
  const expirationMs = brokerMs(Math.floor(expiresMs / 1_000) * 1_000);
  return { lifetime: "specified", expirationMs } as const;
}

function signed({ stopLoss, takeProfit, magic, comment, intent }: Order) {
  return {
    stopLoss: orNone(stopLoss),
    takeProfit: orNone(takeProfit),
    magic: magicNumber(magic),
    comment: commentOf(comment, intent),
  };
}
