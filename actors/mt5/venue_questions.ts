/**
 * The requests of a venue, handled by a connected terminal. A trade request is sent at most once.
 * Only one that was certainly not sent is `not_sent`: a broken connection, a timeout and an
 * unreadable reply are all `unknown`.
 */

import { err, magicOfIntent, ok, type Result, type TerminalId } from "../../src/models/mod.ts";
import { mayBeTerms } from "../../src/mt5/symbol_terms.ts";
import { venueAnswer, venueFound } from "../../src/mt5/venue_answers.ts";
import { checkArguments, type TradeCall, tradeCall } from "../../src/mt5/venue_calls.ts";
import { textMax } from "../../src/mt5/wire_limits.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import type { RequestOf } from "../../src/runtime/protocol.ts";
import type {
  VenueAnswer,
  VenueCheck,
  VenueError,
  VenueFound,
  VenueProtocol,
} from "../../src/venue/venue.ts";
import type { VenueHalt } from "../../src/venue/venue_events.ts";
import type { Link } from "./link.ts";
import type { NoReply } from "./terminal_calls.ts";
import type { OpenSession } from "./terminal_session.ts";
import { readDeals } from "./venue_lists.ts";
import { takeSnapshot } from "./venue_snapshot.ts";

/** Handlers for `VenueProtocol`, to be added to those of the actor. */
export function venueQuestions(link: Link, { nowMs }: Clock) {
  return {
    trade: (request: RequestOf<VenueProtocol, "trade">) => trade(link, request),
    order_check: (request: RequestOf<VenueProtocol, "order_check">) => orderCheck(link, request),
    find: (request: RequestOf<VenueProtocol, "find">) => find(link, request),
    snapshot: ({ terminal }: RequestOf<VenueProtocol, "snapshot">) =>
      asked(link, terminal, (open) => takeSnapshot(open, nowMs)),
    deals: ({ terminal, ...period }: RequestOf<VenueProtocol, "deals">) =>
      asked(link, terminal, (open) => readDeals(open, period)),
    halt_venue: ({ terminal, reason, record }: RequestOf<VenueProtocol, "halt_venue">) =>
      setFlag(link, terminal, { reason: reason.slice(0, textMax), record }),
    resume_venue: ({ terminal }: RequestOf<VenueProtocol, "resume_venue">) =>
      setFlag(link, terminal, null),
    limit_venue: (request: RequestOf<VenueProtocol, "limit_venue">) =>
      setLimits(link, request, nowMs),
    protect_venue: (request: RequestOf<VenueProtocol, "protect_venue">) =>
      setStops(link, request, nowMs),
  };
}

async function trade(
  link: Link,
  { terminal, intent, request, installation }: RequestOf<VenueProtocol, "trade">,
): Promise<VenueAnswer> {
  const open = link.session(terminal)?.open;
  if (!open) return { status: "not_sent", detail: "The terminal is not connected" };
  if (installation !== undefined && installation !== open.installation) {
    const detail = "Another terminal of the account has connected in the meantime";
    return { status: "not_sent", detail };
  }
  // A new order can wait: sent to a terminal that may be gone, its outcome would be unknown.
  if (request.kind === "open" && open.isSilent) {
    return { status: "not_sent", detail: "The terminal is not responding" };
  }
  const call = tradeCall({ intent, request, brokerNames: open.sync.brokerNames });
  if (!call.ok) return { status: "not_sent", detail: call.error };
  const answer = await send(open, call.value);
  if (answer.status === "refused" && mayBeTerms(answer)) readTerms(link, terminal);
  return answer;
}

/** No caller waits for it: the result is published. */
function readTerms(link: Link, terminal: TerminalId): void {
  void link.session(terminal)?.readTerms();
}

async function send({ calls }: OpenSession, { verb, args }: TradeCall): Promise<VenueAnswer> {
  const reply = await calls.reply(verb, args);
  return reply.ok ? venueAnswer(verb, reply.value) : unanswered(reply.error);
}

function unanswered(error: NoReply): VenueAnswer {
  if (error.code === "call_not_sent") return { status: "not_sent", detail: error.reason };
  return { status: "unknown", retcode: 0, detail: "The terminal did not answer" };
}

/** Runs the terminal's checks and its broker's rules; nothing is changed. */
async function orderCheck(
  link: Link,
  { terminal, intent, request }: RequestOf<VenueProtocol, "order_check">,
): Promise<Result<VenueCheck, VenueError>> {
  return await asked(link, terminal, async ({ calls, sync: { brokerNames } }) => {
    const args = checkArguments({ intent, request, brokerNames });
    if (args.ok) {
      const checked = await calls.call("order_check", args.value);
      const { error } = checked.ok ? { error: null } : checked;
      const isRefused = error?.code === "call_refused";
      if (isRefused && mayBeTerms({ ...error, code: error.reason })) readTerms(link, terminal);
      return checked;
    }
    const reason = "bad_request";
    return err({ code: "call_refused", terminal, reason, message: args.error, retcode: 0 });
  });
}

async function find(
  link: Link,
  { terminal, intent }: RequestOf<VenueProtocol, "find">,
): Promise<Result<VenueFound, VenueError>> {
  return await asked(link, terminal, async ({ calls, installation }) => {
    const found = await calls.call("find", { intent, magic: magicOfIntent(intent) });
    return found.ok ? ok(venueFound(found.value, installation)) : found;
  });
}

/** The next description of the terminal will contain what this call sets. */
async function setFlag(
  link: Link,
  terminal: TerminalId,
  halt: VenueHalt | null,
): Promise<Result<null, VenueError>> {
  const set = await asked(
    link,
    terminal,
    ({ calls }) => halt === null ? calls.call("resume", {}) : calls.call("halt", { ...halt }),
  );
  if (set.ok) link.session(terminal)?.flagSet(halt);
  return set;
}

async function setLimits(
  link: Link,
  { terminal, limits }: RequestOf<VenueProtocol, "limit_venue">,
  nowMs: Clock["nowMs"],
): Promise<Result<null, VenueError>> {
  const set = await asked(link, terminal, ({ calls }) => calls.call("limits", limits));
  if (set.ok) link.session(terminal)?.guard.limitsConfirmed(limits, nowMs());
  return set;
}

async function setStops(
  link: Link,
  { terminal, protection }: RequestOf<VenueProtocol, "protect_venue">,
  nowMs: Clock["nowMs"],
): Promise<Result<null, VenueError>> {
  const { silenceSeconds, positions: stops } = protection;
  const call = { silenceSeconds, stops };
  const set = await asked(link, terminal, ({ calls }) => calls.call("protect", call));
  if (set.ok) link.session(terminal)?.guard.stopsConfirmed(protection, nowMs());
  return set;
}

async function asked<T>(
  link: Link,
  terminal: TerminalId,
  question: (open: OpenSession) => Promise<Result<T, VenueError>>,
): Promise<Result<T, VenueError>> {
  const open = link.session(terminal)?.open;
  return open ? await question(open) : err({ code: "terminal_not_connected", terminal });
}
