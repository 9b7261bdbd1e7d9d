/** Commands other than opening: closes, cancels and changes, one by one or for a whole account. */

import {
  assertNever,
  err,
  type Instrument,
  type IntentId,
  ok,
  type Result,
  smallestLots,
  type SymbolName,
  type TerminalId,
  type TraceId,
  type TradeIntent,
} from "../../../src/models/mod.ts";
import { countText } from "../../../src/models/figure_text.ts";
import { sleep } from "../../../src/runtime/clock.ts";
import { isAskedAgain } from "../../../src/trade/flatten_plan.ts";
import type { OpenTrades } from "../../../src/trade/open_trades.ts";
import { type CloseRequest, nextPart } from "../../../src/trade/closing_parts.ts";
import { isWholeClose } from "../../../src/trade/whole_close.ts";
import type { IntentJournal } from "../intents/intent_journal.ts";
import type { OrderSender } from "./order_sender.ts";
import type { ChangeRequest, CommandError, CommandReply } from "../protocol.ts";
import { resendWhileRequoted } from "./requoted_sends.ts";
import { type TradeContext, unwrittenAfterMs } from "../trade_context.ts";
import { storeTimeoutMs } from "../../../src/database/store_timeouts.ts";

/** Requests in parallel: a terminal handles them one by one. */
const atOnce = 8;

/** As with a halt, closing matters more than the price. */
export const closingDeviationPoints = 1_000;

export interface OrderChangerOptions {
  readonly terminal: TerminalId;
  readonly context: TradeContext;
  readonly journal: IntentJournal;
  readonly sender: OrderSender;
  readonly openTrades: () => OpenTrades;
  readonly instrument: (symbol: SymbolName) => Instrument | null;
  readonly isNetting: () => boolean;
  /**
   * The venue's current list, whether or not the store is available; null when the venue does not
   * reply.
   */
  readonly list: () => Promise<OpenTrades | null>;
}

export class OrderChanger {
  readonly #options: OrderChangerOptions;
  /** Commands in progress: a repeated key shares the reply. */
  readonly #underWay = new Map<string, Promise<CommandReply>>();

  constructor(options: OrderChangerOptions) {
    this.#options = options;
  }

  /** Idempotent: the same key is the same command. */
  change(key: string, request: ChangeRequest): Promise<CommandReply> {
    return this.#once(key, `command/${key}` as TraceId, request);
  }

  /** The change of a strategy; idempotent, because its trace is that of no other change. */
  changeOf(trace: TraceId, request: ChangeRequest): Promise<CommandReply> {
    return this.#once(trace, trace, request);
  }

  /** Idempotent: with one key, each position and each order is closed or cancelled once. */
  async closeAll(key: string): Promise<Result<readonly TradeIntent[], CommandError>> {
    const listed = await this.#options.list();
    if (listed === null) {
      return err({ code: "not_ready", message: "The account could not be read" });
    }
    const { positions, orders } = listed;
    const trace = `command/${key}` as TraceId;
    const earlier = await this.#ofTrace(trace, { isClosing: true });
    if (!earlier.ok) return earlier;
    const requests: ChangeRequest[] = [
      ...orders.map(({ ticket }) => ({ kind: "cancel_order", order: ticket } as const)),
      ...positions.map(({ ticket }) =>
        ({
          kind: "close_position",
          position: ticket,
          volumeLots: null,
          deviationPoints: closingDeviationPoints,
        }) as const
      ),
    ];
    const intents = new Map(earlier.value.map((intent) => [intent.id, intent]));
    const failures: Failure[] = [];
    for (let at = 0; at < requests.length; at += atOnce) {
      await Promise.all(
        requests.slice(at, at + atOnce).map(async (request) => {
          const target = targetOf(request);
          const reply = await this.#once(`${key}/${target}`, trace, request);
          if (reply.ok) intents.set(reply.value.id, reply.value);
          // Positions and orders that are gone by now need no request.
          else if (reply.error.code !== "unknown_ticket") failures.push({ target, ...reply });
        }),
      );
    }
    const [first] = failures;
    if (first === undefined) return ok([...intents.values()]);
    return err(
      intents.size === 0 ? first.error : {
        code: "incomplete",
        message:
          `${failures.length} of ${countText(requests.length, "request")} could not be sent ` +
          `(${first.target}: ${reasonOf(first.error)})`,
      },
    );
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
    const earlier = await this.#ofTrace(trace, { isClosing: isWholeClose(request) });
    if (!earlier.ok) return earlier;
    const known = earlier.value.filter((intent) =>
      intent.request.kind !== "open" && targetOf(intent.request) === targetOf(request)
    );
    if (request.kind === "close_position") {
      return await this.#close({ key, trace, wanted: request, known });
    }
    const last = known.at(-1);
    if (last !== undefined) return ok(last);
    const problem = await this.#problem(request);
    if (problem !== null) return err(problem);
    return await this.#send(key, trace, request);
  }

  /**
   * The target may have been opened after the last reading, so the venue is asked before the
   * command is rejected.
   */
  async #problem(request: ChangeRequest): Promise<CommandError | null> {
    const problem = problemOf(request, this.#options.openTrades());
    const listed = problem === null ? null : await this.#options.list();
    return listed === null ? problem : problemOf(request, listed);
  }

  /**
   * Closes in parts when the position is larger than the largest allowed deal; a repeated command
   * continues with the next part.
   */
  async #close({ key, trace, wanted, known }: {
    readonly key: string;
    readonly trace: TraceId;
    readonly wanted: CloseRequest;
    readonly known: readonly TradeIntent[];
  }): Promise<CommandReply> {
    const parts = [...known];
    const problem = parts.length === 0 ? await this.#problem(wanted) : null;
    if (problem !== null) return err(problem);
    if (parts.length === 0 && this.#isBeingClosed(wanted)) return err(pendingClose);
    const position = this.#options.openTrades().positions
      .find(({ ticket }) => ticket === wanted.position);
    const volumes = position === undefined ? null : this.#options.instrument(position.symbol);
    let openLots = position?.volumeLots ?? 0;
    if (parts.length > 0) openLots = await this.#leftOf(wanted, openLots);
    for (;;) {
      const part = nextPart({ wanted, parts, volumes, openLots });
      if (part === null) return ok(parts.at(-1)!);
      const name = parts.length === 0 ? key : `${key}/${parts.length + 1}`;
      const reply = await this.#send(name, trace, part);
      if (!reply.ok) return parts.length === 0 ? reply : err(partlySent(parts, reply.error));
      parts.push(reply.value);
      openLots = await this.#leftOf(wanted, openLots - reply.value.filledLots);
    }
  }

  /**
   * The rest of a position that is being closed completely: the latest reading may be older than
   * the parts, so the venue is asked before another part is sent.
   */
  async #leftOf({ position, volumeLots }: CloseRequest, expectedLots: number): Promise<number> {
    if (volumeLots !== null || expectedLots < smallestLots) return expectedLots;
    const listed = await this.#options.list();
    const found = listed?.positions.find(({ ticket }) => ticket === position);
    return listed === null ? expectedLots : Math.min(expectedLots, found?.volumeLots ?? 0);
  }

  /** On a netting account a second close could open the opposite position. */
  #isBeingClosed({ position }: CloseRequest): boolean {
    const { isNetting, journal } = this.#options;
    const sinceSendMs = (id: IntentId) => journal.sinceSendMs(id);
    const facts = { isNetting: isNetting(), sinceSendMs };
    return facts.isNetting &&
      journal.open.some((intent) =>
        intent.request.kind === "close_position" && intent.request.position === position &&
        !isAskedAgain(intent, facts)
      );
  }

  /** After a requote sends the same request again: the venue closes at its current price. */
  async #send(key: string, trace: TraceId, request: ChangeRequest): Promise<CommandReply> {
    const { sender, context: { clock } } = this.#options;
    const firstSentMs = clock.steadyMs();
    const send = async (attempt: number) => {
      if (sender.pauseMs > 0) await sleep(clock, sender.pauseMs);
      return await sender.change({
        trace,
        request,
        attempt,
        key: `${trace}/${key}#${attempt}`,
        mayGoUnwritten: isWholeClose(request),
      });
    };
    const sendNext = (refused: TradeIntent) => send(refused.attempt + 1);
    return await resendWhileRequoted(await send(1), { clock, firstSentMs, sendNext });
  }

  /**
   * If the store does not reply, a close only checks the intents in memory: a duplicate close does
   * no harm.
   */
  async #ofTrace(
    trace: TraceId,
    { isClosing }: { readonly isClosing: boolean },
  ): Promise<Result<readonly TradeIntent[], CommandError>> {
    const { context, journal } = this.#options;
    const timeoutMs = isClosing ? unwrittenAfterMs : storeTimeoutMs;
    const stored = await context.database.ask("intents_of_trace", { trace }, { timeoutMs });
    if (!stored.ok && !isClosing) return stored;
    const known = new Map((stored.ok ? stored.value : []).map((intent) => [intent.id, intent]));
    for (const intent of journal.all) if (intent.trace === trace) known.set(intent.id, intent);
    return ok([...known.values()]);
  }
}

interface Failure {
  readonly target: string;
  readonly error: CommandError;
}

function partlySent(parts: readonly TradeIntent[], error: CommandError): CommandError {
  const sent = countText(parts.length, "part");
  const message = `${sent} of this close sent, and the next one not: ${reasonOf(error)}`;
  return { code: "incomplete", message };
}

function reasonOf(error: CommandError): string {
  return "message" in error ? error.message : error.code;
}

const pendingClose: CommandError = {
  code: "outcome_pending",
  message: "An earlier close of this position may still be executed, and a second one could open " +
    "the opposite position on a netting account",
};

/** Why the request is invalid for these positions and orders; null when it is valid. */
function problemOf(
  request: ChangeRequest,
  { positions, orders }: OpenTrades,
): CommandError | null {
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
      return {
        code: "bad_request",
        message: `The position has ${countText(lots, "lot")}, not ${volumeLots}`,
      };
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

function unknownTicket(what: string, ticket: string): CommandError {
  return { code: "unknown_ticket", message: `No open ${what} with ticket ${ticket}` };
}

function targetOf(request: ChangeRequest): string {
  return "order" in request ? `order ${request.order}` : `position ${request.position}`;
}
