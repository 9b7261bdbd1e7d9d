/** Everything but opening, by command: closes, cancels, changes; one by one or all of an account. */

import {
  assertNever,
  err,
  ok,
  type Result,
  type TerminalId,
  type TraceId,
  type TradeIntent,
} from "../../src/models/mod.ts";
import { sleep } from "../../src/runtime/clock.ts";
import type { OpenTrades } from "../../src/trade/reconcile/open_trades_diff.ts";
import { requoteVerdict } from "../../src/trade/requote.ts";
import type { IntentJournal } from "./intent_journal.ts";
import type { OrderSender } from "./order_sender.ts";
import type { ChangeRequest, CommandError, CommandReply } from "./protocol.ts";
import { storeTimeoutMs, type TradeContext } from "./trade_context.ts";

/** Requests on their way at once: a terminal handles them one by one. */
const atOnce = 8;

/** As with a halt: to get out matters more than the price. */
const deviationPoints = 1_000;

export interface OrderChangerOptions {
  readonly terminal: TerminalId;
  readonly context: TradeContext;
  readonly journal: IntentJournal;
  readonly sender: OrderSender;
  readonly openTrades: () => OpenTrades;
  /** Reads the account; false when it could not be read. */
  readonly read: () => Promise<boolean>;
}

export class OrderChanger {
  readonly #options: OrderChangerOptions;
  /** Commands under way: the same key waits for the same answer. */
  readonly #underWay = new Map<string, Promise<CommandReply>>();

  constructor(options: OrderChangerOptions) {
    this.#options = options;
  }

  /** The same key is the same command. */
  change(key: string, request: ChangeRequest): Promise<CommandReply> {
    return this.#once(key, `command/${key}` as TraceId, request);
  }

  /** Of one key, each position and each order is asked for once. */
  async closeAll(key: string): Promise<Result<readonly TradeIntent[], CommandError>> {
    if (!(await this.#options.read())) {
      return err({ code: "not_ready", message: "The account could not be read" });
    }
    const { positions, orders } = this.#options.openTrades();
    const trace = `command/${key}` as TraceId;
    const earlier = await this.#ofTrace(trace);
    if (!earlier.ok) return earlier;
    const requests: ChangeRequest[] = [
      ...orders.map(({ ticket }) => ({ kind: "cancel_order", order: ticket } as const)),
      ...positions.map(({ ticket }) =>
        ({ kind: "close_position", position: ticket, volumeLots: null, deviationPoints }) as const
      ),
    ];
    const intents = new Map(earlier.value.map((intent) => [intent.id, intent]));
    for (let at = 0; at < requests.length; at += atOnce) {
      const replies = await Promise.all(
        requests.slice(at, at + atOnce).map((request) =>
          this.#once(`${key}/${targetOf(request)}`, trace, request)
        ),
      );
      for (const reply of replies) if (reply.ok) intents.set(reply.value.id, reply.value);
      const failed = replies.find((reply) => !reply.ok);
      if (failed !== undefined && !failed.ok && intents.size === 0) return failed;
    }
    return ok([...intents.values()]);
  }

  async #once(key: string, trace: TraceId, request: ChangeRequest): Promise<CommandReply> {
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined) return await underWay;
    const reply = this.#changed(key, trace, request);
    this.#underWay.set(key, reply);
    try {
      return await reply;
    } finally {
      this.#underWay.delete(key);
    }
  }

  async #changed(key: string, trace: TraceId, request: ChangeRequest): Promise<CommandReply> {
    const earlier = await this.#ofTrace(trace);
    if (!earlier.ok) return earlier;
    const known = earlier.value.findLast((intent) =>
      intent.request.kind !== "open" && targetOf(intent.request) === targetOf(request)
    );
    if (known !== undefined) return ok(known);
    const problem = this.#problem(request);
    if (problem !== null) return err(problem);
    return await this.#send(key, trace, request);
  }

  /** After a requote the very same request once more: the venue closes at the price of then. */
  async #send(key: string, trace: TraceId, request: ChangeRequest): Promise<CommandReply> {
    const { sender, context: { clock } } = this.#options;
    const firstSentMs = clock.steadyMs();
    for (let attempt = 1;; attempt += 1) {
      if (sender.pauseMs > 0) await sleep(clock, sender.pauseMs);
      const reply = await sender.change({
        trace,
        request,
        attempt,
        key: `${trace}/${key}#${attempt}`,
      });
      if (!reply.ok) return reply;
      const verdict = requoteVerdict({
        intent: reply.value,
        sinceFirstMs: clock.steadyMs() - firstSentMs,
      });
      if (!verdict.again) return reply;
      await sleep(clock, verdict.delayMs);
    }
  }

  async #ofTrace(trace: TraceId): Promise<Result<readonly TradeIntent[], CommandError>> {
    const { context, journal } = this.#options;
    const timeout = { timeoutMs: storeTimeoutMs };
    const answer = await context.database.ask("intents_of_trace", { trace }, timeout);
    if (!answer.ok) return answer;
    return ok(answer.value.map((intent) => journal.get(intent.id) ?? intent));
  }

  /** Why the request cannot be meant; null when it can. */
  #problem(request: ChangeRequest): CommandError | null {
    const { positions, orders } = this.#options.openTrades();
    const position = (ticket: string) => positions.find((one) => one.ticket === ticket);
    switch (request.kind) {
      case "cancel_order":
      case "modify_order":
        return orders.some(({ ticket }) => ticket === request.order)
          ? null
          : unknownTicket("order", request.order);
      case "modify_position":
        return position(request.position) ? null : unknownTicket("position", request.position);
      case "close_position": {
        const lots = position(request.position)?.volumeLots;
        if (lots === undefined) return unknownTicket("position", request.position);
        const { volumeLots } = request;
        if (volumeLots === null || (volumeLots > 0 && volumeLots <= lots)) return null;
        return { code: "bad_request", message: `The position has ${lots} lots, not ${volumeLots}` };
      }
      case "close_by": {
        const [one, other] = [position(request.position), position(request.by)];
        if (one === undefined) return unknownTicket("position", request.position);
        if (other === undefined) return unknownTicket("position", request.by);
        const fits = one.symbol === other.symbol && one.direction !== other.direction;
        return fits ? null : {
          code: "bad_request",
          message: "A position can only be closed by an opposite position in the same symbol",
        };
      }
      default:
        return assertNever(request);
    }
  }
}

function unknownTicket(what: string, ticket: string): CommandError {
  return { code: "unknown_ticket", message: `No open ${what} with ticket ${ticket}` };
}

function targetOf(request: ChangeRequest): string {
  return "order" in request ? `order ${request.order}` : `position ${request.position}`;
}
