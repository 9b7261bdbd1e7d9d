/**
 * A trade request in whole numbers: prices in points, volumes in units of 1e-8 lot, symbols by
 * index, tickets counted from 1. One flat record for all actions, so that it can be filled again
 * and again without allocating; 0 stands for none, and an action ignores the fields it does not
 * need.
 */

import type { FillingMode, OpeningType, OrderLifetime, TradeRequest } from "../../models/mod.ts";

export interface PointRequest {
  action: TradeRequest["action"];
  /** The index of the symbol in the account's list. */
  symbol: number;
  /** For a deal `buy` or `sell`, for a pending order its type. */
  type: OpeningType;
  /** The volume, in units of 1e-8 lot. */
  units: number;
  /** The price of a pending order, or the price that was seen (request and instant execution). */
  pricePoints: number;
  stopLimitPoints: number;
  stopLossPoints: number;
  takeProfitPoints: number;
  deviationPoints: number;
  filling: FillingMode;
  lifetime: OrderLifetime;
  /** In broker time; 0 for none. */
  expirationMs: number;
  /** The ticket of the position that is closed or changed. */
  position: number;
  /** The ticket of the opposite position, for `close_by`. */
  positionBy: number;
  /** The ticket of the pending order that is changed or removed. */
  order: number;
  /** Magic number and comment, as `mark` of the account numbered them; 0 for neither. */
  mark: number;
}

/** A request with the given fields, otherwise a market order to buy without levels. */
export function pointRequest(fields: Partial<PointRequest> = {}): PointRequest {
  return {
    action: "deal",
    symbol: 0,
    type: "buy",
    units: 0,
    pricePoints: 0,
    stopLimitPoints: 0,
    stopLossPoints: 0,
    takeProfitPoints: 0,
    deviationPoints: 0,
    filling: "fok",
    lifetime: "gtc",
    expirationMs: 0,
    position: 0,
    positionBy: 0,
    order: 0,
    mark: 0,
    ...fields,
  };
}

/**
 * Makes it what `pointRequest` gives without fields. Field by field, because `Object.assign` takes
 * twenty times as long, and this is done for each action.
 */
export function clearRequest(request: PointRequest): void {
  request.action = "deal";
  request.symbol = 0;
  request.type = "buy";
  request.units = 0;
  request.pricePoints = 0;
  request.stopLimitPoints = 0;
  request.stopLossPoints = 0;
  request.takeProfitPoints = 0;
  request.deviationPoints = 0;
  request.filling = "fok";
  request.lifetime = "gtc";
  request.expirationMs = 0;
  request.position = 0;
  request.positionBy = 0;
  request.order = 0;
  request.mark = 0;
}
