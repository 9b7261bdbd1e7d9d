/**
 * From what somebody wants to open to an order: asks the risk controller, and sends what it approves; after a requote once more
 * at a fresh price, within the bounds of `requote.ts`. One proposal of an account is decided at a time, so that two never
 * count on the same room.
 */

import {
  err,
  type Instrument,
  ok,
  type OpenRequest,
  type OrderProposal,
  pricedTerminal,
  type Quote,
  type Result,
  type SymbolName,
  type TerminalId,
  type TraceId,
  type TradeIntent,
  type UnixMs,
} from "../../src/models/mod.ts";
import type { ApprovedOrder } from "../../src/risk/approved_order.ts";
import { sleep } from "../../src/runtime/clock.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import type { Book } from "../../src/trade/reconcile/book_diff.ts";
import { requestWords } from "../../src/trade/request_words.ts";
import { repriced, requoteVerdict } from "../../src/trade/requote.ts";
import type { DecideReply } from "../risk/protocol.ts";
import type { IntentJournal } from "./intent_journal.ts";
import type { OrderDesk } from "./order_desk.ts";
import type { CommandReply } from "./protocol.ts";
import { storeTimeoutMs, type TradePorts, venueTimeoutMs } from "./trade_ports.ts";

export interface OpeningDeskOptions {
  readonly terminal: TerminalId;
  readonly ports: TradePorts;
  readonly journal: IntentJournal;
  readonly desk: OrderDesk;
  readonly book: () => Book;
  readonly instrument: (symbol: SymbolName) => Instrument | null;
}

/** Risk asks the venue (for the check) and the store. */
const decideTimeoutMs = venueTimeoutMs + storeTimeoutMs;

/** Quotes come from memory. */
const quoteTimeoutMs = 2_000;

/** Commands of which it is known without the store that they were given before: more than a person gives in an hour. */
const commandsMax = 1_000;

export class OpeningDesk {
  readonly #options: OpeningDeskOptions;
  readonly #commands = new Set<TraceId>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: OpeningDeskOptions) {
    this.#options = options;
  }

  /** The same trace is the same order: the second time it is answered with what came of the first. */
  async place(proposal: OrderProposal): Promise<CommandReply> {
    const decided = this.#turn.then(() => this.#decide(proposal));
    this.#turn = decided;
    const { approved, reply } = await decided;
    if (approved === null) return await reply;
    const { order, firstSentMs } = approved;
    let last = await reply;
    for (let again = this.#requoted(order, last, firstSentMs); again !== null;) {
      last = await again;
      again = this.#requoted(order, last, firstSentMs);
    }
    return last;
  }

  /** Ends when the intent is counted as open, which the desk does before it waits for anything. */
  async #decide(proposal: OrderProposal): Promise<Decided> {
    const { ports, desk } = this.#options;
    const known = this.#isRepeated(proposal) ? await this.#known(proposal) : null;
    if (known !== null) return { approved: null, reply: Promise.resolve(known) };
    // Of an earlier life nobody remembers the commands: the store is asked while risk decides.
    const [answer, first] = await Promise.all([this.#asked(proposal), this.#known(proposal)]);
    const decided = answer.ok ? answer.value : null;
    if (first !== null) {
      if (decided?.verdict === "approved") desk.noteApproval(decided.order.id);
      return { approved: null, reply: Promise.resolve(first) };
    }
    if (!answer.ok) return { approved: null, reply: Promise.resolve(answer) };
    const refusals = answer.value.verdict === "refused" ? answer.value.refusals : [];
    ports.traces.decision(proposal, refusals);
    if (answer.value.verdict === "refused") {
      return { approved: null, reply: Promise.resolve(err({ code: "refused_by_risk", refusals })) };
    }
    const { order, decision } = answer.value;
    const firstSentMs = ports.clock.nowMs();
    const key = `${proposal.trace}#1`;
    const { request } = order;
    const reply = desk.open({ approved: order, decision, request, attempt: 1, key });
    return { approved: { order, firstSentMs }, reply };
  }

  #asked(proposal: OrderProposal): Promise<Result<DecideReply, AskError>> {
    const { ports, journal, desk, book } = this.#options;
    const open = { ...book(), intents: journal.counted, approvalsUsed: desk.approvalsUsed };
    return ports.risk.ask("decide", { proposal, book: open }, { timeoutMs: decideTimeoutMs });
  }

  #isRepeated({ trace }: OrderProposal): boolean {
    if (this.#commands.has(trace)) return true;
    this.#commands.add(trace);
    const [oldest] = this.#commands;
    if (this.#commands.size > commandsMax && oldest !== undefined) this.#commands.delete(oldest);
    return false;
  }

  /** What an earlier asking with the same trace has led to. */
  async #known({ trace, origin }: OrderProposal): Promise<CommandReply | null> {
    // A signal is told once; the key in the journal is its second lock, and spares the way of every order a question.
    if (origin.kind === "signal") return null;
    const { ports, journal } = this.#options;
    const answer = await ports.database.ask("trace", { trace }, { timeoutMs: storeTimeoutMs });
    if (!answer.ok) return answer;
    if (!answer.value.ok) return answer.value;
    const { intents } = answer.value.value;
    const first = intents.findLast(({ request }) => request.kind === "open");
    return first === undefined ? null : ok(journal.get(first.id) ?? first);
  }

  /** The next attempt after a requote; null when there is to be none. */
  #requoted(
    approved: ApprovedOrder,
    last: CommandReply,
    firstSentMs: UnixMs,
  ): Promise<CommandReply> | null {
    if (!last.ok) return null;
    const { ports } = this.#options;
    const verdict = requoteVerdict({ intent: last.value, firstSentMs, nowMs: ports.clock.nowMs() });
    if (verdict.again) return this.#again(approved, last.value, verdict.delayMs);
    if (verdict.reason !== "") this.#giveUp(last.value, verdict.reason);
    return null;
  }

  async #again(
    approved: ApprovedOrder,
    last: TradeIntent,
    delayMs: number,
  ): Promise<CommandReply> {
    const { ports, desk } = this.#options;
    await sleep(ports.clock, delayMs);
    const request = await this.#freshRequest(approved);
    if (typeof request === "string") {
      this.#giveUp(last, request);
      return err({ code: "approval_invalid", message: `Not sent again: ${request}` });
    }
    const attempt = last.attempt + 1;
    const key = `${approved.trace}#${attempt}`;
    return await desk.open({ approved, decision: null, request, attempt, key });
  }

  async #freshRequest({ request, terminal }: ApprovedOrder): Promise<OpenRequest | string> {
    const instrument = this.#options.instrument(request.symbol);
    const quote = await this.#quote(pricedTerminal(terminal), request.symbol);
    if (instrument === null || quote === null) return "there is no fresh price";
    return repriced(request, quote, 10 ** -instrument.digits);
  }

  async #quote(terminal: TerminalId, symbol: SymbolName): Promise<Quote | null> {
    const { price } = this.#options.ports;
    const answer = await price.ask("symbols", {}, { timeoutMs: quoteTimeoutMs });
    if (!answer.ok) return null;
    const status = answer.value.find((one) => one.terminal === terminal && one.symbol === symbol);
    return status === undefined || status.stale ? null : status.quote;
  }

  #giveUp(intent: TradeIntent, reason: string): void {
    const { id, terminal } = intent;
    const request = requestWords(intent.request);
    this.#options.ports.log.warning("order_given_up", { terminal, request, intent: id, reason });
  }
}

interface Decided {
  readonly approved: { readonly order: ApprovedOrder; readonly firstSentMs: UnixMs } | null;
  readonly reply: Promise<CommandReply>;
}
