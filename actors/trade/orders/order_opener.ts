/** Turns a proposal into an order: asks risk, stores what passes, and sends what is approved. */

import { countText } from "../../../src/models/figure_text.ts";
import {
  err,
  type Instrument,
  ok,
  type OrderProposal,
  type ProposalAge,
  type Refusal,
  refusalsText,
  type Result,
  type SymbolName,
  type TerminalId,
  traceOrigin,
} from "../../../src/models/mod.ts";
import type { OpenPositions } from "../../../src/risk/facts/open_positions.ts";
import { sleep } from "../../../src/runtime/clock.ts";
import type { AskError } from "../../../src/runtime/protocol.ts";
import { openingKey } from "../../../src/trade/opening_key.ts";
import type {
  Approved,
  ApproveReply,
  DecideReply,
  Outdated,
  PassedDecision,
  Previewed,
} from "../../risk/protocol.ts";
import { refusedOrder } from "../../../src/risk/orders/refused_order.ts";
import type { IntentJournal } from "../intents/intent_journal.ts";
import type { Opening, OrderSender, WrittenIntent } from "./order_sender.ts";
import { type FirstSend, OrderRepeater } from "./order_repeater.ts";
import { ProposalQueue, waitingProposalsMax } from "./proposal_queue.ts";
import type { CommandReply } from "../protocol.ts";
import { RepeatedCommands } from "../intents/repeated_commands.ts";
import { type TradeContext, venueTimeoutMs } from "../trade_context.ts";
import { storeTimeoutMs } from "../../../src/database/store_timeouts.ts";

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

/** An account that never rests is judged by its last reading. */
const asksMax = 4;
/** A reading takes some hundredths of a second. */
const rereadWithinMs = 1_000;

const tooMany: Refusal = {
  code: "order_rate",
  message: `${waitingProposalsMax} orders for this account are already waiting for a decision`,
};

export class OrderOpener {
  readonly #options: OrderOpenerOptions;
  readonly #queue = new ProposalQueue();
  readonly #repeated: RepeatedCommands;
  readonly #repeater: OrderRepeater;

  constructor(options: OrderOpenerOptions) {
    this.#options = options;
    this.#repeated = new RepeatedCommands(options.context, options.journal);
    this.#repeater = new OrderRepeater(options);
  }

  /**
   * Idempotent: a repeated trace gets the result of the first order. `age` is read when the
   * proposal's turn comes.
   */
  async place(proposal: OrderProposal, age: () => ProposalAge): Promise<CommandReply> {
    if (this.#queue.isFull) return this.#refuseUndecided(proposal);
    const opened = await this.#queue.inTurn(() => this.#decide(proposal, age));
    const reply = opened.isApproved ? await this.#repeater.end(opened) : opened.reply;
    this.#noteWithheld(proposal, reply);
    return reply;
  }

  /** What risk would say; nothing is stored or sent. */
  preview(proposal: OrderProposal, age: ProposalAge): Promise<Result<Previewed, AskError>> {
    const { context: { risk }, openPositions } = this.#options;
    const asked = { proposal, age, openPositions: openPositions() };
    return risk.ask("preview", asked, { timeoutMs: decideTimeoutMs });
  }

  /**
   * Resolves when the proposal is approved or refused; an approved intent counts as open by then.
   */
  async #decide(proposal: OrderProposal, age: () => ProposalAge): Promise<Opened> {
    const { sender } = this.#options;
    const known = this.#repeated.isRepeated(proposal)
      ? await this.#repeated.resultOf(proposal)
      : null;
    if (known !== null) return unsent(known);
    // Commands of earlier runs are not in memory: the store is asked while risk decides.
    const [answer, first] = await Promise.all([
      this.#asked(proposal, age),
      this.#repeated.resultOf(proposal),
    ]);
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
      : `the terminal allows only ${countText(volumeLots, "lot")}`;
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
}

type Decided = Exclude<DecideReply, Outdated>;

/** Result of a proposal: an order's `reply` resolves with the venue's reply. */
type Opened =
  | Unsent
  | (FirstSend & { readonly isApproved: true });

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
  return { trace, approval, decision, request, attempt, key: openingKey(trace, attempt) };
}
