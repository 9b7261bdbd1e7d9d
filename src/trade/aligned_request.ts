/** A request with its prices rounded to the tick size, as it is checked and sent. */

import {
  alignPrices,
  err,
  finestGrid,
  limitPriceOf,
  noPriceText,
  ok,
  type PriceGrid,
  type Result,
  type SymbolName,
  type VenueOrder,
  type VenuePosition,
  type VenueRequest,
} from "../models/mod.ts";

export interface KnownGrids {
  readonly positions: readonly VenuePosition[];
  readonly orders: readonly VenueOrder[];
  /** Null for a symbol that is not configured. */
  readonly gridOf: (symbol: SymbolName) => PriceGrid | null;
}

interface Priced {
  readonly price?: number | null;
  readonly stopLimitPrice?: number | null;
  readonly stopLoss: number | null;
  readonly takeProfit: number | null;
}

/** The error is a sentence that names the price that cannot be quoted. */
export function alignedRequest(
  request: VenueRequest,
  known: KnownGrids,
): Result<VenueRequest, string> {
  switch (request.kind) {
    case "open":
      return aligned({ ...request, stopLimitPrice: limitPriceOf(request) }, request.symbol, known);
    case "modify_order": {
      const order = known.orders.find(({ ticket }) => ticket === request.order);
      const limited = order === undefined
        ? request
        : { ...request, stopLimitPrice: limitPriceOf({ ...request, type: order.type }) };
      return aligned(limited, order?.symbol ?? null, known);
    }
    case "modify_position": {
      const position = known.positions.find(({ ticket }) => ticket === request.position);
      return aligned(request, position?.symbol ?? null, known);
    }
    case "cancel_order":
    case "close_position":
    case "close_by":
      return ok(request);
  }
}

function aligned<R extends VenueRequest & Priced>(
  request: R,
  symbol: SymbolName | null,
  { gridOf }: KnownGrids,
): Result<R, string> {
  const { price = null, stopLimitPrice = null, stopLoss, takeProfit } = request;
  const grid = (symbol === null ? null : gridOf(symbol)) ?? finestGrid;
  const fit = alignPrices({ price, stopLimitPrice, stopLoss, takeProfit }, grid);
  if (!fit.ok) return err(noPriceText(fit.error, symbol));
  const prices = Object.entries(fit.value).filter(([name]) => name in request);
  return ok({ ...request, ...Object.fromEntries(prices) });
}
