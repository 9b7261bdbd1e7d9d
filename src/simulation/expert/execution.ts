/**
 * Sends each request at most once: it is written to the intent log before the broker is asked, and
 * again with the outcome. A repeated intent is answered from the intent log. When its outcome is
 * unknown, the account is searched; the request is never sent again.
 */

import { retcodes, type TradeResult } from "../../models/mod.ts";
import type { TradingVerb, WireTradeResult } from "../../mt5/wire_trading.ts";
import type { BrokerEvent, BrokerRequest } from "../trading/mod.ts";
import {
  type ExpertAnswer,
  type ExpertRefusal,
  invalidAnswer,
  okAnswer,
  refusedAnswer,
  type Respond,
  retcodeSentence,
  unknownAnswer,
} from "./answer.ts";
import { type Evidence, searchEvidence } from "./evidence.ts";
import type { ExpertContext, RequestUnderWay } from "./expert_context.ts";
import { type IntentRecord, isOpenEnded } from "./intent_log.ts";

/** The parts of a call that go into the intent log. */
export interface ExecutionRequest {
  readonly intent: string;
  readonly verb: TradingVerb;
  /** The magic number of the resulting orders and deals; "0" for changes of existing ones. */
  readonly magic: string;
  /** The order or position to change; empty for a new order. */
  readonly target: string;
}

function newRecord(context: ExpertContext, what: ExecutionRequest): IntentRecord {
  const { intent, verb, magic, target } = what;
  return {
    state: "sending",
    intent,
    verb,
    timeMs: context.broker.nowMs,
    magic,
    target,
    retcode: 0,
    order: "",
    deal: "",
    position: "",
    volume: 0,
    price: 0,
    bid: 0,
    ask: 0,
    requestId: 0,
    code: "",
    message: "",
    comment: "",
  };
}

/** The first answer again if the intent is in the intent log; null for a new intent. */
export function repeatedAnswer(
  context: ExpertContext,
  { intent, verb }: ExecutionRequest,
): ExpertAnswer | null {
  const record = context.intents.find(intent);
  if (record === undefined) return null;
  if (record.verb !== verb) {
    return invalidAnswer("intent_reused", `The intent was already used for ${record.verb}`);
  }
  return answerFrom(settled(context, record), true);
}

/**
 * The record, updated with what a search finds when its outcome is open; requests still in progress
 * are not searched for.
 */
export function settled(
  context: ExpertContext,
  record: IntentRecord,
  searched: Evidence | null = null,
): IntentRecord {
  if (!isOpenEnded(record) || context.underWay.has(record.intent)) return record;
  const found = searched ?? searchEvidence(context.broker, record);
  if (found === null) return record;
  const isExecuted = found.deals.length > 0 || found.position !== "" || found.isCancelled;
  if (!isExecuted && found.orders.length === 0) return record;
  const isRefused = !isExecuted && found.isFailed;
  const name = isRefused ? "reject" : isExecuted ? "done" : "placed";
  const known: IntentRecord = {
    ...record,
    state: isRefused ? "refused" : "done",
    retcode: retcodes[name].code,
    code: isRefused ? "broker_refused" : "",
    message: `Found in the account: ${retcodeSentence(name)}`,
    order: found.orders.at(-1) ?? "",
    deal: found.deals.at(-1) ?? "",
    position: found.position,
    volume: found.volume,
    price: found.price,
  };
  context.intents.write(known);
  return known;
}

/** Records a refusal that came before anything was sent, so that a repeat gets the same answer. */
export function keepRefusal(
  context: ExpertContext,
  what: ExecutionRequest,
  refusal: ExpertRefusal,
): ExpertAnswer {
  context.intents.write({ ...newRecord(context, what), state: "refused", ...refusal });
  return refusedAnswer(refusal);
}

/**
 * Sends the request; no other function does. The answer comes when the broker has answered, which
 * may be never.
 */
export function execute(
  context: ExpertContext,
  what: ExecutionRequest,
  { request, respond }: { readonly request: BrokerRequest; readonly respond: Respond },
): void {
  const record = { ...newRecord(context, what), requestId: context.intents.nextRequestId() };
  context.intents.write(record);
  context.underWay.set(what.intent, { record, request, respond });
  context.apply({ kind: "request", id: what.intent, origin: "expert", request });
}

/** Records the broker's answer, then passes it on. */
export function takeAnswers(context: ExpertContext, events: readonly BrokerEvent[]): void {
  for (const event of events) {
    if (event.kind !== "answer") continue;
    const underWay = context.underWay.get(event.id);
    if (underWay === undefined) continue;
    context.underWay.delete(event.id);
    const record = recordOf(context, underWay, { result: event.result, events });
    context.intents.write(record);
    underWay.respond(answerFrom(record, false));
  }
}

/** The broker's answer, and the events that came with it. */
interface Outcome {
  readonly result: TradeResult;
  readonly events: readonly BrokerEvent[];
}

function recordOf(
  context: ExpertContext,
  { record, request }: RequestUnderWay,
  outcome: Outcome,
): IntentRecord {
  const { result } = outcome;
  const { code, retry } = retcodes[result.retcode];
  const taken: IntentRecord = {
    ...record,
    retcode: code,
    order: result.order ?? "",
    deal: result.deal ?? "",
    volume: result.volumeLots,
    price: result.price ?? 0,
    bid: result.bid ?? 0,
    ask: result.ask ?? 0,
    comment: result.comment,
    message: retcodeSentence(result.retcode),
  };
  if (retry === "done") {
    return { ...taken, state: "done", position: positionOf(context, request, outcome) };
  }
  if (retry === "unknown_outcome") return { ...taken, state: "unknown", code: "outcome_unknown" };
  return { ...taken, state: "refused", code: "broker_refused" };
}

/**
 * The position that a request opened, changed or closed, by its identifier, which stays the same
 * for life (its ticket changes when a netting position is reversed); empty when there is none.
 */
function positionOf(
  { broker }: ExpertContext,
  request: BrokerRequest,
  { result, events }: Outcome,
): string {
  for (const event of events) {
    if (event.kind === "deal_add" && event.deal.ticket === result.deal) {
      return event.deal.position ?? "";
    }
  }
  const ticket = "position" in request ? request.position : null;
  return ticket === null ? "" : broker.position(ticket)?.identifier ?? ticket;
}

function answerFrom(record: IntentRecord, isRepeat: boolean): ExpertAnswer {
  const { state, code, message, retcode } = record;
  switch (state) {
    case "done":
      return okAnswer(resultOf(record, isRepeat), { message, retcode });
    case "refused":
      return { status: "refused", code, message, retcode, data: null };
    case "sending":
    case "unknown":
      return unknownAnswer(message || "It was sent and the outcome is unknown", retcode);
  }
}

function resultOf(record: IntentRecord, isRepeat: boolean): WireTradeResult {
  const { order, deal, position, volume, price, bid, ask, comment, requestId } = record;
  const tickets = { order, deal, position };
  return { ...tickets, volume, price, bid, ask, comment, requestId, externalRetcode: 0, isRepeat };
}
