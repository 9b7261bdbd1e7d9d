/**
 * The verbs find, halt and resume: the bridge uses them when an outcome is unknown, and to stop
 * trading.
 */

import type { CallArguments } from "../../mt5/call_schemas.ts";
import type { WireFind } from "../../mt5/wire_trading.ts";
import { type ExpertAnswer, loadingAnswer, okAnswer } from "./answer.ts";
import { type Evidence, hasEvidence, noEvidence, searchEvidence } from "./evidence.ts";
import { settled } from "./execution.ts";
import type { ExpertContext } from "./expert_context.ts";
import type { IntentRecord } from "./intent_log.ts";

export function find(
  context: ExpertContext,
  { intent, magic }: CallArguments["find"],
): ExpertAnswer {
  const written = context.intents.find(intent);
  // A request that was never sent has left no traces.
  const found = written?.state === "refused"
    ? noEvidence
    : searchEvidence(context.broker, written ?? { intent, magic, timeMs: null });
  if (found === null) return loadingAnswer("The account cannot be searched now");
  const record = written === undefined ? undefined : settled(context, written, found);
  const reply: WireFind = {
    known: record !== undefined,
    status: statusOf(record, found),
    retcode: record?.retcode ?? 0,
    orders: joined(found.orders, record?.order),
    deals: joined(found.deals, record?.deal),
    position: record?.position || found.position,
  };
  return okAnswer(reply);
}

function statusOf(record: IntentRecord | undefined, found: Evidence): WireFind["status"] {
  if (record?.state === "done" || record?.state === "refused") return record.state;
  return record !== undefined || hasEvidence(found) ? "sent" : "none";
}

/** Adds the ticket in the intent log, so that a search never returns less than the log knows. */
function joined(tickets: readonly string[], known = ""): readonly string[] {
  return known === "" || tickets.includes(known) ? tickets : [...tickets, known];
}

export function halt(
  context: ExpertContext,
  { reason, record }: CallArguments["halt"],
): ExpertAnswer {
  context.haltReason = reason;
  context.haltRecord = record;
  return okAnswer(null);
}

export function resume(context: ExpertContext): ExpertAnswer {
  context.haltReason = null;
  context.haltRecord = "";
  return okAnswer(null);
}
