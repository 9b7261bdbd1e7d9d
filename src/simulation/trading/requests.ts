/** Takes a request from its arrival to its answer, with what a fault does on the way. */

import {
  assertNever,
  type BrokerMs,
  type RetcodeName,
  type TradeResult,
} from "../../models/mod.ts";
import type { Judgement, Outcome } from "./approval.ts";
import { judgeModify, judgeRemove, judgeStops } from "./change_requests.ts";
import { judgeCloseBy } from "./close_by_request.ts";
import { draftOf, judgeDeal } from "./deal_request.ts";
import type { BookQuote, BrokerOrder, BrokerRequest, Desk } from "./desk.ts";
import type { GivenRequest, RequestInFlight, RequestOrigin } from "./desk.ts";
import type { Fault } from "./faults.ts";
import { addOrder, finishOrder } from "./order_life.ts";
import { judgePending } from "./pending_request.ts";
import { checkPermission } from "./permission.ts";
import { toUnits } from "./quantity.ts";

export function takeRequest(desk: Desk, given: GivenRequest): void {
  const denied = checkPermission(desk, given.origin);
  if (denied !== null) return answer(desk, given, refusal(denied));
  const fault = given.origin === "expert" ? desk.book.faults.shift() : undefined;
  switch (fault?.kind) {
    case undefined:
      return answer(desk, given, perform(desk, given, null));
    case "refuse":
      return answer(desk, given, refusal(fault.retcode));
    case "lose_answer":
      if (fault.isExecuted) perform(desk, given, null);
      return fault.says === null ? undefined : answer(desk, given, refusal(fault.says));
    case "delay":
      return hold(desk, given, desk.book.nowMs + fault.delayMs as BrokerMs);
    case "liquidity":
    case "price_moves":
      return answer(desk, given, withQuote(desk, given, fault));
    default:
      return assertNever(fault);
  }
}

/** Carries out a request that was delayed, by the quotes of now. */
export function landRequest(desk: Desk, held: RequestInFlight): void {
  const shown = held.order === null ? undefined : desk.book.orders.get(held.order);
  if (shown !== undefined) desk.book.orders.delete(shown.ticket);
  const judged = judge(desk, held.request, held.origin);
  if (shown !== undefined) desk.book.orders.set(shown.ticket, shown);
  if (judged.ok) return answer(desk, held, judged.value.run(shown ?? null));
  if (shown !== undefined) finishOrder(desk, shown, "rejected");
  answer(desk, held, refusal(judged.error));
}

export function judge(desk: Desk, request: BrokerRequest, origin: RequestOrigin): Judgement {
  switch (request.action) {
    case "deal":
      return judgeDeal(desk, request, origin);
    case "pending":
      return judgePending(desk, request, origin);
    case "sltp":
      return judgeStops(desk, request);
    case "modify":
      return judgeModify(desk, request);
    case "remove":
      return judgeRemove(desk, request);
    case "close_by":
      return judgeCloseBy(desk, request, origin);
    default:
      return assertNever(request);
  }
}

function perform(desk: Desk, given: GivenRequest, shown: BrokerOrder | null): Outcome {
  const judged = judge(desk, given.request, given.origin);
  return judged.ok ? judged.value.run(shown) : refusal(judged.error);
}

/** Puts a request on its way; a deal that could be made now is shown as an active order. */
function hold(desk: Desk, given: GivenRequest, dueMs: BrokerMs): void {
  const { request, origin } = given;
  const judged = judge(desk, request, origin);
  if (!judged.ok) return answer(desk, given, refusal(judged.error));
  const closed = request.action === "deal" && request.position !== null
    ? desk.book.positions.get(request.position) ?? null
    : null;
  const order = request.action === "deal"
    ? addOrder(desk, draftOf(request, { closed, origin })).ticket
    : null;
  desk.book.inFlight.push({ ...given, dueMs, order });
}

/** Performs a deal by a quote that has moved against the trader, or that offers less. */
function withQuote(
  desk: Desk,
  given: GivenRequest,
  fault: Extract<Fault, { kind: "liquidity" | "price_moves" }>,
): Outcome {
  const { request } = given;
  const quote = request.action === "deal" ? desk.book.quotes.get(request.symbol) : undefined;
  if (request.action !== "deal" || quote === undefined) return perform(desk, given, null);
  const { quotes, symbols } = desk.book;
  const point = 10 ** -(symbols.get(request.symbol)?.digits ?? 0);
  const moved = fault.kind === "price_moves" ? fault.points * point : 0;
  quotes.set(request.symbol, {
    ...shifted(quote, request.direction === "buy" ? moved : -moved),
    ...(fault.kind === "liquidity" ? offering(fault.volumeLots) : {}),
  });
  const outcome = perform(desk, given, null);
  quotes.set(request.symbol, quote);
  return outcome;
}

function shifted(quote: BookQuote, by: number): BookQuote {
  // Quotes have eight decimals at most; the rounding takes away the noise of the sum.
  const move = (price: number) => Number((price + by).toFixed(8));
  return { ...quote, bid: move(quote.bid), ask: move(quote.ask) };
}

function offering(volumeLots: number): Pick<BookQuote, "buyUnits" | "sellUnits"> {
  return { buyUnits: toUnits(volumeLots), sellUnits: toUnits(volumeLots) };
}

function refusal(retcode: RetcodeName): Outcome {
  return { retcode, order: null, deal: null, volumeLots: 0, price: null };
}

function answer(desk: Desk, { id, request }: GivenRequest, outcome: Outcome): void {
  const symbol = "symbol" in request ? request.symbol : null;
  const quote = symbol === null ? undefined : desk.book.quotes.get(symbol);
  const result: TradeResult = {
    ...outcome,
    bid: quote?.bid ?? null,
    ask: quote?.ask ?? null,
    comment: "",
  };
  desk.events.push({ kind: "answer", id, result });
}
