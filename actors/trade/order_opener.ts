/**
 * Turns a proposal into an order: asks risk, stores what passes, and sends what is approved. After
 * a requote it is sent again at a fresh price, within the limits of `requote.ts`. Proposals of one
 * account are decided one at a time, so that two never use the same remaining risk.
 */

import {
  err,
  type Instrument,
  ok,
  type OpenRequest,
  type OrderProposal,
  type ProposalAge,
  type Refusal,
  refusalsText,
  type Result,
  type SymbolName,
  type TerminalId,
  type TraceId,
  traceOrigin,
  type TradeIntent,
} from "../../src/models/mod.ts";
import type { ApprovedOrder } from "../../src/risk/approved_order.ts";
import type { OpenPositions } from "../../src/risk/open_positions.ts";
import { sleep } from "../../src/runtime/clock.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import { requestSummary } from "../../src/trade/request_summary.ts";
import { repriced } from "../../src/trade/requote.ts";
import type {
  Approved,
  ApproveReply,
  DecideReply,
  Outdated,
  PassedDecision,
} from "../risk/protocol.ts";
import { refusedOrder } from "../../src/risk/refused_order.ts";
import { freshQuotes } from "./fresh_quotes.ts";
import type { IntentJournal } from "./intent_journal.ts";
import type { LastingApproval, Opening, OrderSender, WrittenIntent } from "./order_sender.ts";
import type { CommandReply } from "./protocol.ts";
import { resendWhileRequoted } from "./requoted_sends.ts";
import { storeTimeoutMs, type TradeContext, venueTimeoutMs } from "./trade_context.ts";

export interface OrderOpenerOptions {
  readonly terminal: TerminalId;
  readonly context: TradeContext;
  readonly journal: IntentJournal;
  readonly sender: OrderSender;
  readonly openPositions: () => OpenPositions;
  /** Reads them again. */
  readonly read: () => Promise<unknown>;
  readonly instrument: (symbol: SymbolName) => Instrument | null;
}

/** Risk asks the venue (for the check) and the store. */
const decideTimeoutMs = venueTimeoutMs + storeTimeoutMs;

/** Risk answers from memory, and the approval lasts no longer. */
const repeatTimeoutMs = 2_000;

/** An account that never rests is judged by its last reading. */
const asksMax = 4;
/** A reading takes some hundredths of a second. */
const rereadWithinMs = 1_000;

/** If an account has more queued proposals than this, a strategy is out of control. */
const waitingMax = 50;

const tooMany: Refusal = {
  code: "order_rate",
  message: `${waitingMax} orders for this account are already waiting for a decision`,
};

/**
 * Commands kept in memory to detect repeats without the store: more than a person gives in an hour.
 */
const commandsMax = 1_000;

export class OrderOpener {
  readonly #options: OrderOpenerOptions;
  readonly #commands = new Set<TraceId>();
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(options: OrderOpenerOptions) {
    this.#options = options;
  }

  /**
   * Idempotent: a repeated trace gets the result of the first order. `age` is read when the
   * proposal's turn comes.
   */
  async place(proposal: OrderProposal, age: () => ProposalAge): Promise<CommandReply> {
    if (this.#waiting >= waitingMax) return this.#refuseUndecided(proposal);
    const opened = await this.#inTurn(() => this.#decide(proposal, age));
    const reply = opened.isApproved ? await this.#ended(opened) : opened.reply;
    this.#noteWithheld(proposal, reply);
    return reply;
  }

  async #ended(opened: Extract<Opened, { readonly isApproved: true }>): Promise<CommandReply> {
    const { approval, firstSentMs } = opened;
    return await resendWhileRequoted(await opened.reply, {
      clock: this.#options.context.clock,
      firstSentMs,
      sendNext: (refused) => this.#sendNext(approval, refused),
      onGivenUp: (refused, reason) => this.#giveUp(refused, reason),
    });
  }

  /** An error goes to the caller; the next proposal gets its turn all the same. */
  async #inTurn(decide: () => Promise<Opened>): Promise<Opened> {
    this.#waiting += 1;
    const turn = this.#turn.then(decide).finally(() => this.#waiting -= 1);
    this.#turn = turn.catch(() => {});
    return await turn;
  }

  /**
   * Resolves when the proposal is approved or refused; an approved intent counts as open by then.
   */
  async #decide(proposal: OrderProposal, age: () => ProposalAge): Promise<Opened> {
    const { sender } = this.#options;
    const known = this.#isRepeated(proposal) ? await this.#known(proposal) : null;
    if (known !== null) return unsent(known);
    // Commands of earlier runs are not in memory: the store is asked while risk decides.
    const [answer, first] = await Promise.all([this.#asked(proposal, age), this.#known(proposal)]);
    const decided = answer.ok ? answer.value : null;
    if (first !== null) {
      if (decided?.verdict === "passed") sender.noteApproval(decided.decision.id);
      return unsent(first);
    }
    if (!answer.ok) return unsent(answer);
    if (answer.value.verdict === "refused") return this.#refused(proposal, answer.value.refusals);
    return await this.#approve(proposal, answer.value);
  }

  /** Risk stores the refusal like any other. */
  #refuseUndecided(proposal: OrderProposal): CommandReply {
    const { context } = this.#options;
    const refusals = [tooMany];
    void context.risk.ask("refuse", { proposal, refusals }, { timeoutMs: decideTimeoutMs })
      .then((kept) => {
        if (!kept.ok) context.log.warning("order_refused", refusedOrder(proposal, refusals));
      });
    return this.#refused(proposal, refusals).reply;
  }

  /** Risk logs its own refusals, and the part that received a signal logs it. */
  #noteWithheld({ terminal, symbol, type, trace, origin }: OrderProposal, reply: CommandReply) {
    if (reply.ok || reply.error.code === "refused_by_risk" || origin.kind === "signal") return;
    const { error } = reply;
    const reason = "message" in error ? error.message : error.code;
    const [side, by] = [type.replaceAll("_", " "), traceOrigin(trace)];
    this.#options.context.log.warning("order_withheld", {
      ...{ terminal, request: `${side} ${symbol}`, by, reason, trace },
    });
  }

  #refused(proposal: OrderProposal, refusals: readonly Refusal[]): Unsent {
    this.#options.context.traces.decision(proposal, refusals);
    return unsent(err({ code: "refused_by_risk", refusals }));
  }

  /** Stores the intent while the terminal checks the order, and sends it when risk approves. */
  async #approve(proposal: OrderProposal, passed: PassedDecision): Promise<Opened> {
    const { context, sender } = this.#options;
    const written = sender.write(openingOf(passed, 1));
    const decision = passed.decision.id;
    const askedSteadyMs = context.clock.steadyMs();
    const answer = await context.risk.ask("approve", { decision }, { timeoutMs: decideTimeoutMs });
    const reply = answer.ok ? answer.value : null;
    if (reply?.verdict === "approved") {
      context.traces.decision(proposal, []);
      return await this.#send(written, passed, { ...reply, askedSteadyMs });
    }
    await sender.withhold(written, reply === null ? "no answer from risk" : reasonOf(reply));
    if (!answer.ok) return unsent(answer);
    if (reply?.verdict === "refused") return this.#refused(proposal, reply.refusals);
    return unsent(err({ code: "approval_invalid", message: forgotten }));
  }

  async #send(
    written: WrittenIntent,
    passed: PassedDecision,
    { order, decision, lastsMs, askedSteadyMs }: Approved & { readonly askedSteadyMs: number },
  ): Promise<Opened> {
    const { context: { clock }, sender } = this.#options;
    const approval = { order, untilSteadyMs: askedSteadyMs + lastsMs };
    const sent = { isApproved: true, approval, firstSentMs: clock.steadyMs() } as const;
    if (order.id === passed.decision.id) return { ...sent, reply: sender.send(written, approval) };
    const { volumeLots } = order.request;
    const reason = volumeLots === passed.request.volumeLots
      ? "the price has moved"
      : `the terminal allows only ${volumeLots} lots`;
    await sender.withhold(written, reason);
    const changed = sender.write(openingOf({ request: order.request, decision }, 2));
    return { ...sent, reply: sender.send(changed, approval) };
  }

  /**
   * Reads the account and asks again when open trades may be the reason for a refusal and have
   * changed since they were read.
   */
  async #asked(
    proposal: OrderProposal,
    age: () => ProposalAge,
  ): Promise<Result<Decided, AskError>> {
    const { context: { risk, clock }, openPositions, read } = this.#options;
    for (let asks = 1;; asks += 1) {
      const listed = openPositions();
      const isOutdated = listed.isOutdated === true && asks < asksMax;
      const answer = await risk.ask(
        "decide",
        { proposal, age: age(), openPositions: { ...listed, isOutdated } },
        { timeoutMs: decideTimeoutMs },
      );
      if (!answer.ok) return answer;
      if (answer.value.verdict !== "outdated") return ok(answer.value);
      await Promise.race([read(), sleep(clock, rereadWithinMs)]);
    }
  }

  #isRepeated({ trace }: OrderProposal): boolean {
    if (this.#commands.has(trace)) return true;
    this.#commands.add(trace);
    const [oldest] = this.#commands;
    if (this.#commands.size > commandsMax && oldest !== undefined) this.#commands.delete(oldest);
    return false;
  }

  /** The result of an earlier order with the same trace. */
  async #known({ trace, origin }: OrderProposal): Promise<CommandReply | null> {
    // A signal is published once, and a duplicate would still be caught by its key in the journal;
    // so the store is not asked, which saves time for every order.
    if (origin.kind === "signal") return null;
    const { context, journal } = this.#options;
    const timeout = { timeoutMs: storeTimeoutMs };
    const answer = await context.database.ask("intents_of_trace", { trace }, timeout);
    if (!answer.ok) return answer;
    const first = answer.value.findLast(({ request }) => request.kind === "open");
    return first === undefined ? null : ok(journal.get(first.id) ?? first);
  }

  /** The next attempt after a requote. */
  async #sendNext(approved: LastingApproval, last: TradeIntent): Promise<CommandReply> {
    const { sender } = this.#options;
    const request = await this.#againRequest(approved.order);
    if (typeof request === "string") {
      this.#giveUp(last, request);
      return err({ code: "approval_invalid", message: `Not sent again: ${request}` });
    }
    const { id: approval, trace } = approved.order;
    const attempt = last.attempt + 1;
    const key = keyOf(trace, attempt);
    const written = sender.write({ trace, approval, decision: null, request, attempt, key });
    return await sender.send(written, approved);
  }

  /** The request to repeat, or a sentence why it is not repeated. */
  async #againRequest(order: ApprovedOrder): Promise<OpenRequest | string> {
    const { terminal } = order;
    const { context: { risk } } = this.#options;
    const allowed = await risk.ask("repeat", { terminal }, { timeoutMs: repeatTimeoutMs });
    if (!allowed.ok) return "no answer from risk";
    return allowed.value?.message ?? await this.#freshRequest(order);
  }

  async #freshRequest({ request, terminal }: ApprovedOrder): Promise<OpenRequest | string> {
    const instrument = this.#options.instrument(request.symbol);
    const quoteOf = await freshQuotes(this.#options.context);
    const quote = quoteOf(terminal, request.symbol);
    if (instrument === null || quote === null) return "there is no fresh price";
    return repriced(request, quote, 10 ** -instrument.digits);
  }

  #giveUp(intent: TradeIntent, reason: string): void {
    const { id, terminal } = intent;
    const request = requestSummary(intent.request);
    this.#options.context.log.warning("order_given_up", { terminal, request, intent: id, reason });
  }
}

type Decided = Exclude<DecideReply, Outdated>;

/** Result of a proposal: an order's `reply` resolves with the venue's reply. */
type Opened =
  | Unsent
  | {
    readonly isApproved: true;
    readonly approval: LastingApproval;
    /** By the steady clock. */
    readonly firstSentMs: number;
    readonly reply: Promise<CommandReply>;
  };

interface Unsent {
  readonly isApproved: false;
  readonly reply: CommandReply;
}

function unsent(reply: CommandReply): Unsent {
  return { isApproved: false, reply };
}

const forgotten = "Risk was restarted after its decision";

function reasonOf(reply: Exclude<ApproveReply, Approved>): string {
  if (reply.verdict === "forgotten") return forgotten;
  return refusalsText(reply.refusals);
}

function openingOf(
  { request, decision }: Pick<PassedDecision, "request" | "decision">,
  attempt: number,
): Opening {
  const { id: approval, proposal: { trace } } = decision;
  return { trace, approval, decision, request, attempt, key: keyOf(trace, attempt) };
}

function keyOf(trace: TraceId, attempt: number): string {
  return `${trace}#${attempt}`;
}
