/**
 * TRADE_ACTION_CLOSE_BY, hedging only: two opposite positions of a symbol close each other by the smaller volume. Two
 * OUT_BY deals; the whole profit (the distance of the two open prices) is booked on the position that was
 * named first, the other one gets none; each brings its share of swap; no commission.
 */

import type { CloseByRequest, DealTicket, RetcodeName } from "../../models/mod.ts";
import { commentLengthMax, ok } from "../../models/mod.ts";
import { type Judgement, type Outcome, refused } from "./approval.ts";
import { bookDeal } from "./book_deal.ts";
import { checkFree } from "./close_checks.ts";
import { closePart } from "./closed_part.ts";
import {
  type BrokerOrder,
  type Desk,
  dropPosition,
  type OpenPosition,
  positionsOf,
  putPosition,
  type RequestOrigin,
} from "./desk.ts";
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
  desk: Desk,
  request: CloseByRequest,
  origin: RequestOrigin,
): Judgement {
  if (desk.account.marginMode !== "hedging") return refused("invalid");
  const position = desk.book.positions.get(request.position);
  const by = desk.book.positions.get(request.positionBy);
  if (position === undefined || by === undefined) return refused("position_closed");
  const units = Math.min(toUnits(position.volumeLots), toUnits(by.volumeLots));
  const pair: Pair = { position, by, units };
  const refusal = checkPair(desk, pair);
  if (refusal !== null) return refused(refusal);
  return ok({
    marginAfterMinor: marginAfter(desk, pair),
    run: () => closePair(desk, pair, { request, origin }),
  });
}

function checkPair(desk: Desk, { position, by }: Pair): RetcodeName | null {
  if (position.symbol !== by.symbol || position.direction === by.direction) return "invalid";
  const found = tradable(desk, position.symbol);
  if (!found.ok) return found.error;
  return checkKind(found.value.symbol, "close_by") ?? checkFree(desk, position) ??
    checkFree(desk, by);
}

function marginAfter(desk: Desk, { position, by, units }: Pair): number {
  const legs = positionsOf(desk.book, position.symbol).map((one) =>
    one.ticket === position.ticket || one.ticket === by.ticket
      ? { ...one, volumeLots: toLots(toUnits(one.volumeLots) - units) }
      : one
  );
  return marginWithMinor(desk, position.symbol, legs);
}

function closePair(
  desk: Desk,
  pair: Pair,
  given: { readonly request: CloseByRequest; readonly origin: RequestOrigin },
): Outcome {
  const { position, by, units } = pair;
  const order: BrokerOrder = {
    ...addOrder(desk, draftOf(pair, given)),
    positionBy: by.identifier,
    volumeCurrentLots: 0,
  };
  const deal = closeLeg(desk, position, { order, units, price: by.openPrice });
  closeLeg(desk, by, { order, units, price: by.openPrice });
  finishOrder(desk, order, "filled");
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

/** One of the two deals: at the other's open price it has profit, at its own none. */
function closeLeg(
  desk: Desk,
  position: OpenPosition,
  { order, units, price }: { order: BrokerOrder; units: number; price: number },
): DealTicket {
  const closed = closePart(desk, position, { units, price });
  if (closed.rest === null) dropPosition(desk.book, position.ticket);
  else putPosition(desk.book, closed.rest);
  const money = (minor: number) => fromMinor(minor, desk.account.currencyDigits);
  return bookDeal(desk, {
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
