/** Handles a request from its arrival to its answer, including the effects of a fault. */

import {
  assertNever,
  type BrokerMs,
  type RetcodeName,
  type TradeResult,
} from "../../models/mod.ts";
import type { Judgement, RequestOutcome } from "./approval.ts";
import { judgeModify, judgeRemove, judgeStops } from "./change_requests.ts";
import { judgeCloseBy } from "./close_by_request.ts";
import { draftOf, judgeDeal } from "./deal_request.ts";
import type { BrokerContext, BrokerOrder, BrokerQuote, BrokerRequest } from "./broker_context.ts";
import type { GivenRequest, RequestInFlight, RequestOrigin } from "./broker_context.ts";
import type { Fault } from "./faults.ts";
import { addOrder, finishOrder } from "./order_life.ts";
import { judgePending } from "./pending_request.ts";
import { checkPermission } from "./permission.ts";
import { toUnits } from "./quantity.ts";

export function takeRequest(context: BrokerContext, given: GivenRequest): void {
  const denied = checkPermission(context, given.origin);
  if (denied !== null) return answer(context, given, refusal(denied));
  const fault = given.origin === "expert" ? context.state.faults.shift() : undefined;
  switch (fault?.kind) {
    case undefined:
      return answer(context, given, perform(context, given, null));
    case "refuse":
      return answer(context, given, refusal(fault.retcode));
    case "lose_answer":
      if (fault.isExecuted) perform(context, given, null);
      return fault.says === null ? undefined : answer(context, given, refusal(fault.says));
    case "delay":
      return hold(context, given, context.state.nowMs + fault.delayMs as BrokerMs);
    case "liquidity":
    case "price_moves":
      return answer(context, given, withQuote(context, given, fault));
    default:
      return assertNever(fault);
  }
}

/** Executes a delayed request with the current quotes. */
export function landRequest(context: BrokerContext, held: RequestInFlight): void {
  const shown = held.order === null ? undefined : context.state.orders.get(held.order);
  if (shown !== undefined) context.state.orders.delete(shown.ticket);
  const judged = judge(context, held.request, held.origin);
  if (shown !== undefined) context.state.orders.set(shown.ticket, shown);
  if (judged.ok) return answer(context, held, judged.value.run(shown ?? null));
  if (shown !== undefined) finishOrder(context, shown, "rejected");
  answer(context, held, refusal(judged.error));
}

export function judge(
  context: BrokerContext,
  request: BrokerRequest,
  origin: RequestOrigin,
): Judgement {
  switch (request.action) {
    case "deal":
      return judgeDeal(context, request, origin);
    case "pending":
      return judgePending(context, request, origin);
    case "sltp":
      return judgeStops(context, request);
    case "modify":
      return judgeModify(context, request);
    case "remove":
      return judgeRemove(context, request);
    case "close_by":
      return judgeCloseBy(context, request, origin);
    default:
      return assertNever(request);
  }
}

function perform(
  context: BrokerContext,
  given: GivenRequest,
  shown: BrokerOrder | null,
): RequestOutcome {
  const judged = judge(context, given.request, given.origin);
  return judged.ok ? judged.value.run(shown) : refusal(judged.error);
}

/** Delays a request; a deal that could be executed now is shown as an active order. */
function hold(context: BrokerContext, given: GivenRequest, dueMs: BrokerMs): void {
  const { request, origin } = given;
  const judged = judge(context, request, origin);
  if (!judged.ok) return answer(context, given, refusal(judged.error));
  const closed = request.action === "deal" && request.position !== null
    ? context.state.positions.get(request.position) ?? null
    : null;
  const order = request.action === "deal"
    ? addOrder(context, draftOf(request, { closed, origin })).ticket
    : null;
  context.state.inFlight.push({ ...given, dueMs, order });
}

/** Executes a deal with a quote that has moved against the trader, or that offers less volume. */
function withQuote(
  context: BrokerContext,
  given: GivenRequest,
  fault: Extract<Fault, { kind: "liquidity" | "price_moves" }>,
): RequestOutcome {
  const { request } = given;
  const quote = request.action === "deal" ? context.state.quotes.get(request.symbol) : undefined;
  if (request.action !== "deal" || quote === undefined) return perform(context, given, null);
  const { quotes, symbols } = context.state;
  const point = 10 ** -(symbols.get(request.symbol)?.digits ?? 0);
  const moved = fault.kind === "price_moves" ? fault.points * point : 0;
  quotes.set(request.symbol, {
    ...shifted(quote, request.direction === "buy" ? moved : -moved),
    ...(fault.kind === "liquidity" ? offering(fault.volumeLots) : {}),
  });
  const outcome = perform(context, given, null);
  quotes.set(request.symbol, quote);
  return outcome;
}

function shifted(quote: BrokerQuote, by: number): BrokerQuote {
  // Quotes have at most eight decimals; rounding removes the inaccuracy of the sum.
  const move = (price: number) => Number((price + by).toFixed(8));
  return { ...quote, bid: move(quote.bid), ask: move(quote.ask) };
}

function offering(volumeLots: number): Pick<BrokerQuote, "buyUnits" | "sellUnits"> {
  return { buyUnits: toUnits(volumeLots), sellUnits: toUnits(volumeLots) };
}

function refusal(retcode: RetcodeName): RequestOutcome {
  return { retcode, order: null, deal: null, volumeLots: 0, price: null };
}

function answer(
  context: BrokerContext,
  { id, request }: GivenRequest,
  outcome: RequestOutcome,
): void {
  const symbol = "symbol" in request ? request.symbol : null;
  const quote = symbol === null ? undefined : context.state.quotes.get(symbol);
  const result: TradeResult = {
    ...outcome,
    bid: quote?.bid ?? null,
    ask: quote?.ask ?? null,
    comment: "",
  };
  context.events.push({ kind: "answer", id, result });
}
