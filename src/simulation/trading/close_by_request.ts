/**
 * TRADE_ACTION_CLOSE_BY, hedging accounts only: two opposite positions of a symbol close each other
 * by the smaller volume. This makes two OUT_BY deals. The whole profit (the difference of the two
 * open prices) goes to the position that was named first, the other one gets none. Each deal
 * includes its share of the swap; there is no commission.
 */

import type { CloseByRequest, DealTicket, RetcodeName } from "../../models/mod.ts";
import { commentLengthMax, ok } from "../../models/mod.ts";
import { type Judgement, refused, type RequestOutcome } from "./approval.ts";
import { recordDeal } from "./record_deal.ts";
import { checkFree } from "./close_checks.ts";
import { closePart } from "./closed_part.ts";
import {
  type BrokerContext,
  type BrokerOrder,
  dropPosition,
  type OpenPosition,
  positionsOf,
  putPosition,
  type RequestOrigin,
} from "./broker_context.ts";
import { marginWithMinor } from "./margin.ts";
import { addOrder, finishOrder, oppositeOf } from "./order_life.ts";
import { fromMinor, toLots, toUnits } from "./quantity.ts";
import { checkKind, tradable } from "./symbol_checks.ts";

interface Pair {
  readonly position: OpenPosition;
  readonly by: OpenPosition;
  readonly units: number;
}

export function judgeCloseBy(
  context: BrokerContext,
  request: CloseByRequest,
  origin: RequestOrigin,
): Judgement {
  if (context.account.marginMode !== "hedging") return refused("invalid");
  const position = context.state.positions.get(request.position);
  const by = context.state.positions.get(request.positionBy);
  if (position === undefined || by === undefined) return refused("position_closed");
  const units = Math.min(toUnits(position.volumeLots), toUnits(by.volumeLots));
  const pair: Pair = { position, by, units };
  const refusal = checkPair(context, pair);
  if (refusal !== null) return refused(refusal);
  return ok({
    marginAfterMinor: marginAfter(context, pair),
    run: () => closePair(context, pair, { request, origin }),
  });
}

function checkPair(context: BrokerContext, { position, by }: Pair): RetcodeName | null {
  if (position.symbol !== by.symbol || position.direction === by.direction) return "invalid";
  const found = tradable(context, position.symbol);
  if (!found.ok) return found.error;
  return checkKind(found.value.symbol, "close_by") ?? checkFree(context, position) ??
    checkFree(context, by);
}

function marginAfter(context: BrokerContext, { position, by, units }: Pair): number {
  const legs = positionsOf(context.state, position.symbol).map((one) =>
    one.ticket === position.ticket || one.ticket === by.ticket
      ? { ...one, volumeLots: toLots(toUnits(one.volumeLots) - units) }
      : one
  );
  return marginWithMinor(context, position.symbol, legs);
}

function closePair(
  context: BrokerContext,
  pair: Pair,
  given: { readonly request: CloseByRequest; readonly origin: RequestOrigin },
): RequestOutcome {
  const { position, by, units } = pair;
  const order: BrokerOrder = {
    ...addOrder(context, draftOf(pair, given)),
    positionBy: by.identifier,
    volumeCurrentLots: 0,
  };
  const deal = closeLeg(context, position, { order, units, price: by.openPrice });
  closeLeg(context, by, { order, units, price: by.openPrice });
  finishOrder(context, order, "filled");
  return {
    retcode: "done",
    order: order.ticket,
    deal,
    volumeLots: toLots(units),
    price: by.openPrice,
  };
}

function draftOf(
  { position, units }: Pair,
  { request, origin }: { readonly request: CloseByRequest; readonly origin: RequestOrigin },
) {
  return {
    symbol: position.symbol,
    type: "close_by",
    state: "started",
    volumeInitialLots: toLots(units),
    price: null,
    stopLimitPrice: null,
    stopLoss: null,
    takeProfit: null,
    filling: "fok",
    lifetime: "gtc",
    expirationMs: null,
    magic: request.magic,
    comment: request.comment.slice(0, commentLengthMax),
    reason: origin,
    position: position.identifier,
  } as const;
}

/**
 * Makes one of the two deals: at the other position's open price it has the profit, at its own it
 * has none.
 */
function closeLeg(
  context: BrokerContext,
  position: OpenPosition,
  { order, units, price }: { order: BrokerOrder; units: number; price: number },
): DealTicket {
  const closed = closePart(context, position, { units, price });
  if (closed.rest === null) dropPosition(context.state, position.ticket);
  else putPosition(context.state, closed.rest);
  const money = (minor: number) => fromMinor(minor, context.account.currencyDigits);
  return recordDeal(context, {
    order: order.ticket,
    position: position.identifier,
    symbol: position.symbol,
    type: oppositeOf(position.direction),
    entry: "out_by",
    volumeLots: toLots(units),
    price,
    stopLoss: position.stopLoss,
    takeProfit: position.takeProfit,
    profit: money(closed.profitMinor),
    swap: money(closed.swapMinor),
    commission: 0,
    magic: order.magic,
    comment: order.comment,
    reason: order.reason,
  }).ticket;
}
