/** TRADE_ACTION_PENDING: places a pending order. It needs no money before it is filled. */

import { type BrokerSymbol, commentLengthMax, isPendingType, ok } from "../../models/mod.ts";
import type { PendingRequest, RetcodeName } from "../../models/mod.ts";
import { doneWith, type Judgement, refused } from "./approval.ts";
import type { BrokerContext, RequestOrigin } from "./broker_context.ts";
import { isPendingFillingAllowed } from "./filling_rules.ts";
import { marginMinor } from "./margin.ts";
import { addOrder } from "./order_life.ts";
import {
  checkLifetime,
  checkPendingPrices,
  pendingDirection,
  pendingKind,
} from "./pending_checks.ts";
import { toUnits } from "./quantity.ts";
import {
  checkKind,
  checkTradeMode,
  checkVolume,
  checkVolumeLimit,
  tradable,
  type TradableSymbol,
} from "./symbol_checks.ts";

type BrokerPendingRequest = PendingRequest<BrokerSymbol>;

export function judgePending(
  context: BrokerContext,
  request: BrokerPendingRequest,
  origin: RequestOrigin,
): Judgement {
  const found = tradable(context, request.symbol);
  if (!found.ok) return refused(found.error);
  const refusal = checkOrder(context, found.value, request);
  if (refusal !== null) return refused(refusal);
  return ok({
    marginAfterMinor: marginMinor(context),
    run: () => doneWith(place(context, request, origin).ticket),
  });
}

function checkOrder(
  context: BrokerContext,
  { symbol, quote }: TradableSymbol,
  request: BrokerPendingRequest,
): RetcodeName | null {
  const direction = pendingDirection(request.type);
  const openedUnits = toUnits(request.volumeLots);
  return checkKind(symbol, pendingKind(request.type)) ??
    checkVolume(symbol, request.volumeLots) ??
    (isPendingFillingAllowed(symbol, request.filling, request.type) ? null : "invalid_fill") ??
    checkTradeMode(symbol, direction) ??
    checkLifetime(symbol, request, context.state.nowMs) ??
    checkPendingPrices(symbol, quote, request) ??
    checkOrderLimit(context) ??
    checkVolumeLimit(context, symbol, { direction, openedUnits });
}

function checkOrderLimit({ account: { limitOrders }, state }: BrokerContext): RetcodeName | null {
  if (limitOrders === 0) return null;
  const pending = state.orders.values().filter(({ type }) => isPendingType(type)).toArray();
  return pending.length >= limitOrders ? "limit_orders" : null;
}

function place(context: BrokerContext, request: BrokerPendingRequest, reason: RequestOrigin) {
  return addOrder(context, {
    symbol: request.symbol,
    type: request.type,
    state: "placed",
    volumeInitialLots: request.volumeLots,
    price: request.price,
    stopLimitPrice: request.stopLimitPrice,
    stopLoss: request.stopLoss,
    takeProfit: request.takeProfit,
    filling: request.filling,
    lifetime: request.lifetime,
    expirationMs: request.expirationMs,
    magic: request.magic,
    comment: request.comment.slice(0, commentLengthMax),
    reason,
    position: null,
  });
}
