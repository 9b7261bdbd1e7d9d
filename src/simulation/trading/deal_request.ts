/** TRADE_ACTION_DEAL: buy or sell at the market, to open or to close. */

import type { DealRequest, RetcodeName } from "../../models/mod.ts";
import { type BrokerSymbol, commentLengthMax, ok } from "../../models/mod.ts";
import { type ApprovedRequest, type Judgement, refused } from "./approval.ts";
import {
  type BrokerContext,
  type OpenPosition,
  positionsOf,
  type RequestOrigin,
} from "./broker_context.ts";
import { checkClosing } from "./close_checks.ts";
import { fillableUnits, marketPrice } from "./execution.ts";
import { isDealFillingAllowed } from "./filling_rules.ts";
import { hasMoneyFor, marginAfterMinor } from "./money_check.ts";
import { executeMarket } from "./market_order.ts";
import type { OrderDraft } from "./order_life.ts";
import { checkOpeningRules, unitsOpened } from "./opening_checks.ts";
import { checkStops, dealPrice, isQuotable, pointsAbove } from "./price_rules.ts";
import { toLots, toUnits } from "./quantity.ts";
import type { TradableSymbol } from "./symbol_checks.ts";
import {
  checkKind,
  checkLargest,
  checkVolume,
  checkVolumeLimit,
  tradable,
} from "./symbol_checks.ts";
import { marginWithMinor } from "./margin.ts";

type BrokerDealRequest = DealRequest<BrokerSymbol>;

export function judgeDeal(
  context: BrokerContext,
  request: BrokerDealRequest,
  origin: RequestOrigin,
): Judgement {
  const found = tradable(context, request.symbol);
  if (!found.ok) return refused(found.error);
  const closed = request.position === null ? null : context.state.positions.get(request.position);
  if (closed === undefined) return refused("position_closed");
  const refusal = checkTerms(found.value, { request, closed }) ??
    (closed === null ? null : checkClosing(context, closed, request)) ??
    checkOpening(context, found.value, { request, closed }) ??
    checkPrice(found.value, request);
  return refusal === null ? approve(context, request, { closed, origin }) : refused(refusal);
}

function checkTerms(
  { symbol }: TradableSymbol,
  { request, closed }: { request: BrokerDealRequest; closed: OpenPosition | null },
): RetcodeName | null {
  // Partial closes may leave less than the smallest volume, which can still be closed. More than
  // the largest cannot.
  const isWhole = closed !== null && toUnits(closed.volumeLots) === toUnits(request.volumeLots);
  return checkKind(symbol, "market") ??
    (request.deviationPoints >= 0 ? null : "invalid") ??
    (isWhole ? checkLargest : checkVolume)(symbol, request.volumeLots) ??
    (isDealFillingAllowed(symbol, request.filling) ? null : "invalid_fill");
}

/** Checks the part that opens risk; a deal that only closes passes. */
function checkOpening(
  context: BrokerContext,
  { symbol, quote }: TradableSymbol,
  { request, closed }: { request: BrokerDealRequest; closed: OpenPosition | null },
): RetcodeName | null {
  if (closed !== null) return null;
  const { direction } = request;
  const deal = { symbol, direction, units: toUnits(request.volumeLots) };
  const openedUnits = unitsOpened(context, deal);
  if (openedUnits === 0) return null;
  const closeAt = direction === "buy" ? quote.bid : quote.ask;
  return checkOpeningRules(context, deal) ??
    checkVolumeLimit(context, symbol, { direction, openedUnits }) ??
    checkStops(symbol, request, { direction, price: closeAt });
}

/** Request and instant execution need a price within the deviation; the other modes ignore it. */
function checkPrice(
  { symbol, quote }: TradableSymbol,
  { price, direction, deviationPoints }: BrokerDealRequest,
): RetcodeName | null {
  if (symbol.execution === "market" || symbol.execution === "exchange") return null;
  if (price === null || !isQuotable(symbol, price)) return "invalid_price";
  const moved = Math.abs(pointsAbove(symbol, dealPrice(quote, direction), price));
  if (moved <= deviationPoints) return null;
  return symbol.execution === "instant" ? "requote" : "price_changed";
}

/** The last checks need the price of the deal. */
function approve(
  context: BrokerContext,
  request: BrokerDealRequest,
  { closed, origin }: { closed: OpenPosition | null; origin: RequestOrigin },
): Judgement {
  const { symbol: name, direction, filling } = request;
  const units = toUnits(request.volumeLots);
  const fillable = fillableUnits(context, name, { direction, units });
  const isOffered = filling === "fok" ? fillable === units : filling === "return" || fillable > 0;
  if (!isOffered) return refused("reject");
  const price = marketPrice(context, name, { direction, units });
  const planned = { name, direction, units: fillable, price };
  const after = closed === null
    ? marginAfterMinor(context, planned)
    : marginWithout(context, closed, request.volumeLots);
  if (closed === null && !hasMoneyFor(context, planned, after)) return refused("no_money");
  const draft = draftOf(request, { closed, origin });
  const approved: ApprovedRequest = {
    marginAfterMinor: after,
    run: (shown) => executeMarket(context, { draft, shown, price, fillable }),
  };
  return ok(approved);
}

function marginWithout(context: BrokerContext, closed: OpenPosition, volumeLots: number): number {
  const legs = positionsOf(context.state, closed.symbol).map((one) =>
    one.ticket === closed.ticket
      ? { ...one, volumeLots: toLots(toUnits(one.volumeLots) - toUnits(volumeLots)) }
      : one
  );
  return marginWithMinor(context, closed.symbol, legs);
}

export function draftOf(
  request: BrokerDealRequest,
  { closed, origin }: { closed: OpenPosition | null; origin: RequestOrigin },
): OrderDraft {
  return {
    symbol: request.symbol,
    type: request.direction,
    state: "started",
    volumeInitialLots: request.volumeLots,
    price: null,
    stopLimitPrice: null,
    stopLoss: request.stopLoss,
    takeProfit: request.takeProfit,
    filling: request.filling,
    lifetime: "gtc",
    expirationMs: null,
    magic: request.magic,
    comment: request.comment.slice(0, commentLengthMax),
    reason: origin,
    position: closed?.identifier ?? null,
  };
}
