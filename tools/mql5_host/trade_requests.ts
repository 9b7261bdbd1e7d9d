/**
 * Converts the MqlTradeRequest of a program into a request to the simulated broker, and the result
 * back.
 */

import {
  brokerMs,
  type BrokerSymbol,
  isPendingType,
  magicNumber,
  orderLifetimes,
  type OrderTicket,
  orderTypes,
  type PositionTicket,
  retcodes,
  type TradeResult,
} from "../../src/models/mod.ts";
import type { BrokerRequest, SimulatedBroker } from "../../src/simulation/trading/mod.ts";
import { fillings } from "./broker_properties.ts";
import type { Field } from "./lines.ts";

/** ERR_TRADE_SEND_FAILED. */
const sendFailed = 4756;

/** ERR_MARKET_UNKNOWN_SYMBOL. */
const unknownSymbol = 4301;

/** TRADE_RETCODE_INVALID and TRADE_RETCODE_TIMEOUT. */
const invalid = 10_013;
const timeout = 10_012;

/** Null for a request that no broker would understand. */
export function brokerRequest(fields: readonly string[]): BrokerRequest | null {
  const [action, magic, order, symbol, volume, price, stopLimit, sl, tp, deviation] = fields;
  const [type, filling, lifetime, expiration, comment, position, positionBy] = fields.slice(10);
  const stops = { stopLoss: orNone(sl), takeProfit: orNone(tp) };
  const signature = { magic: magicNumber(magic!), comment: comment! };
  const orderType = orderTypes[Number(type)];
  const times = {
    lifetime: orderLifetimes[Number(lifetime)] ?? "gtc",
    expirationMs: expiration === "0" ? null : brokerMs(Number(expiration) * 1_000),
  };
  const common = {
    symbol: symbol as BrokerSymbol,
    volumeLots: Number(volume),
    filling: fillings[Number(filling)] ?? "fok",
  };
  switch (Number(action)) {
    case 1:
      if (orderType !== "buy" && orderType !== "sell") return null;
      return {
        action: "deal",
        direction: orderType,
        price: orNone(price),
        deviationPoints: Number(deviation),
        position: position === "0" ? null : position as PositionTicket,
        ...common,
        ...stops,
        ...signature,
      };
    case 5:
      if (orderType === undefined || !isPendingType(orderType)) return null;
      return {
        action: "pending",
        type: orderType,
        price: Number(price),
        stopLimitPrice: orNone(stopLimit),
        ...times,
        ...common,
        ...stops,
        ...signature,
      };
    case 6:
      return {
        action: "sltp",
        symbol: common.symbol,
        position: position as PositionTicket,
        ...stops,
      };
    case 7: {
      const prices = { price: Number(price), stopLimitPrice: orNone(stopLimit) };
      return { action: "modify", order: order as OrderTicket, ...prices, ...times, ...stops };
    }
    case 8:
      return { action: "remove", order: order as OrderTicket };
    case 10: {
      const both = {
        position: position as PositionTicket,
        positionBy: positionBy as PositionTicket,
      };
      return { action: "close_by", ...both, ...signature };
    }
    default:
      return null;
  }
}

function orNone(text: string | undefined): number | null {
  return Number(text) === 0 ? null : Number(text);
}

/**
 * Whether it was accepted, the error, the members of MqlTradeResult. OrderSend returns false for
 * refused requests.
 */
export function resultFields(result: TradeResult, requestId: number): readonly Field[] {
  const { code, retry } = retcodes[result.retcode];
  const isAccepted = retry === "done";
  return [
    isAccepted ? 1 : 0,
    isAccepted ? 0 : sendFailed,
    code,
    result.deal ?? 0,
    result.order ?? 0,
    result.volumeLots,
    result.price ?? 0,
    result.bid ?? 0,
    result.ask ?? 0,
    result.comment,
    requestId,
    0,
  ];
}

export function malformedFields(): readonly Field[] {
  return [0, sendFailed, invalid, 0, 0, 0, 0, 0, 0, "", 0, 0];
}

/** The result when the broker has not answered in time and OrderSend gives up. */
export function timedOutFields(): readonly Field[] {
  return [0, sendFailed, timeout, 0, 0, 0, 0, 0, 0, "", 0, 0];
}

/** OrderCalcProfit: the result of a trade between two prices. */
export function profitFields(
  broker: SimulatedBroker,
  [type, symbol, volume, open, close]: readonly string[],
): readonly Field[] {
  const profit = broker.profit(symbol as BrokerSymbol, {
    direction: orderTypes[Number(type)] === "buy" ? "buy" : "sell",
    volumeLots: Number(volume),
    openPrice: Number(open),
    closePrice: Number(close),
  });
  return profit === null ? [0, unknownSymbol, 0] : [1, 0, profit];
}

/** OrderCheck: 0 means success. */
export function checkFields(broker: SimulatedBroker, request: BrokerRequest): readonly Field[] {
  const { refusal, ...after } = broker.check(request);
  const isFine = refusal === null;
  return [
    isFine ? 1 : 0,
    isFine ? 0 : sendFailed,
    isFine ? 0 : retcodes[refusal].code,
    after.balance,
    after.equity,
    after.profit,
    after.margin,
    after.freeMargin,
    after.marginLevelPct ?? 0,
    isFine ? "Done" : retcodes[refusal].meaning,
  ];
}
