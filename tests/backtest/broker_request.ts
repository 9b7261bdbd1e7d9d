/** A request in points as the simulated broker takes it. */

import {
  brokerMs,
  type BrokerSymbol,
  fromPoints,
  type OrderTicket,
  type PendingType,
  type PositionTicket,
  ticket,
} from "../../src/models/mod.ts";
import type { Mark } from "../../src/backtest/account/marks.ts";
import type { PointRequest } from "../../src/backtest/account/point_request.ts";
import { firstOrderTicket } from "../../src/simulation/trading/first_tickets.ts";
import type { BrokerRequest, TradingSymbol } from "../../src/simulation/trading/mod.ts";

/** The broker's ticket for one that is counted from 1. */
export const textOf = (number: number) => String(firstOrderTicket - 1n + BigInt(number));

export function brokerRequestOf(
  request: PointRequest,
  { symbols, marks }: {
    readonly symbols: readonly TradingSymbol[];
    readonly marks: readonly Mark[];
  },
): BrokerRequest {
  const known = symbols[request.symbol];
  const symbol = known?.name ?? "NONE" as BrokerSymbol;
  const level = (points: number) => points === 0 ? null : fromPoints(points, known?.digits ?? 0);
  const stops = {
    stopLoss: level(request.stopLossPoints),
    takeProfit: level(request.takeProfitPoints),
  };
  const { magic, comment } = marks[request.mark]!;
  const { filling, lifetime, deviationPoints } = request;
  const expirationMs = request.expirationMs === 0 ? null : brokerMs(request.expirationMs);
  const position = ticket<PositionTicket>(textOf(request.position));
  const volumeLots = request.units / 1e8;
  const order = ticket<OrderTicket>(textOf(request.order));
  const price = level(request.pricePoints);
  const stopLimitPrice = level(request.stopLimitPoints);
  switch (request.action) {
    case "deal": {
      const direction = request.type === "sell" ? "sell" : "buy";
      const closed = request.position === 0 ? null : position;
      const signed = { magic, comment, position: closed };
      return {
        ...{ action: "deal", symbol, direction, volumeLots, price, deviationPoints, filling },
        ...stops,
        ...signed,
      };
    }
    case "pending":
      return {
        ...{ action: "pending", symbol, type: request.type as PendingType, volumeLots },
        ...{ price: price ?? 0, stopLimitPrice, filling, lifetime, expirationMs },
        ...stops,
        ...{ magic, comment },
      };
    case "sltp":
      return { action: "sltp", symbol, position, ...stops };
    case "modify":
      return {
        ...{ action: "modify", order, price: price ?? 0, stopLimitPrice, lifetime, expirationMs },
        ...stops,
      };
    case "remove":
      return { action: "remove", order };
    case "close_by": {
      const positionBy = ticket<PositionTicket>(textOf(request.positionBy));
      return { action: "close_by", position, positionBy, magic, comment };
    }
  }
}
