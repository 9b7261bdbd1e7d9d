/**
 * Decides on proposals: gathers the facts, runs all checks, and mints an approval. Nothing else
 * does. What passes without the terminal's check is returned at once, so that it is stored while
 * the terminal is asked. The trade actor submits the proposals of one account one after the other.
 * Should two overlap all the same (after its restart or a timeout), each counts the risk reserved
 * by the other, because nothing is awaited between the last check and the approval.
 */

import {
  type ApprovalId,
  intentIdAt,
  isPendingType,
  type OpenRequest,
  orderDirection,
  type OrderProposal,
  type Refusal,
  type RiskDecision,
  type TerminalId,
  traceOrigin,
  worstFillPrice,
} from "../../src/models/mod.ts";
import { mintApproval } from "../../src/risk/orders/approved_order.ts";
import { moneyText, percentText } from "../../src/models/figure_text.ts";
import { orderRate } from "../../src/risk/checks/order_rate.ts";
import { dependOnOpenTrades } from "../../src/risk/orders/open_trade_refusals.ts";
import { refusedOrder } from "../../src/risk/orders/refused_order.ts";
import { review } from "../../src/risk/checks/review.ts";
import { shownPerLot } from "../../src/risk/loss/trade_loss.ts";
import { chooseVolume, largestReason } from "../../src/risk/volume/volume.ts";
import type { BrokerCheck, RiskFacts } from "../../src/risk/facts/risk_facts.ts";
import { CheckedVolume } from "./checked_volume.ts";
import {
  type Case,
  type DatedPrice,
  DecisionFacts,
  type DecisionFactsOptions,
} from "./decision_facts.ts";
import type { DecisionWriter } from "./decision_writer.ts";
import { approvalMaxMs, decisionCallTimeoutMs } from "./timeouts.ts";
import type {
  Approved,
  ApproveReply,
  DecideReply,
  Outdated,
  PassedDecision,
  Previewed,
  Refused,
} from "./protocol.ts";

export interface RiskDecisionsOptions extends DecisionFactsOptions {
  readonly decisionWriter: DecisionWriter;
}

/** An approval and the steady time at which it was given, or why there is none. */
type Concluded =
  | Refused
  | Outdated
  | (Omit<Approved, "lastsMs"> & { readonly atSteadyMs: number });

/**
 * A caller asks for the conclusion at once: unclaimed ones belong to a trade actor that is gone.
 */
const unaskedMax = 200;

export class RiskDecisions {
  readonly #options: RiskDecisionsOptions;
  readonly #facts: DecisionFacts;
  readonly #checked: CheckedVolume;
  /** The conclusions of decisions that passed, until they are claimed. */
  readonly #conclusions = new Map<ApprovalId, Promise<Concluded>>();
  readonly counts = { approved: 0, refused: 0 };

  constructor(options: RiskDecisionsOptions) {
    this.#options = options;
    this.#facts = new DecisionFacts(options);
    this.#checked = new CheckedVolume({ ...options, facts: this.#facts });
  }

  /** The first answer: the bridge's own checks. */
  async decide(asked: Case): Promise<DecideReply> {
    const { proposal: { terminal }, openPositions } = asked;
    this.#options.groups.positionsSeen(terminal, openPositions);
    this.#options.accountOf(terminal)?.approvals.release(openPositions.approvalsUsed);
    const [price, one] = await this.#settled(asked);
    const volumeLots = chooseVolume(
      this.#facts.now(one, { price, volumeLots: null, brokerCheck: null }),
    );
    const facts = this.#facts.now(one, { price, volumeLots, brokerCheck: null });
    const given = one.proposal.volumeLots;
    if (given !== null && volumeLots !== null && volumeLots < given) {
      const reduction = { lots: volumeLots, reason: largestReason(facts) };
      this.#checked.noteReduction(one.proposal, given, reduction);
    }
    const checking = this.#facts.check(facts);
    // The terminal's answer is still pending; until it arrives, its check counts as passed.
    const reviewed = review(facts);
    if (reviewed.verdict === "approved" && this.#options.decisionWriter.isRefused) {
      return this.#refuse(one.proposal, [notRecorded]);
    }
    const passed = reviewed.verdict === "approved" ? this.#passed(one.proposal, reviewed) : null;
    const concluded = this.#conclude(one, { price, volumeLots, checking, passed });
    const reply = passed ?? asPassed(await concluded);
    if (reply.verdict === "passed") this.#keep(reply.decision.id, concluded);
    return reply;
  }

  /** What it would decide, which leaves no trace. */
  async preview(asked: Case): Promise<Previewed> {
    const [price, one] = await this.#settled(asked);
    const volumeLots = chooseVolume(
      this.#facts.now(one, { price, volumeLots: null, brokerCheck: null }),
    );
    const facts = this.#facts.now(one, { price, volumeLots, brokerCheck: null });
    const brokerCheck = await this.#facts.check(facts);
    const reviewed = review(this.#facts.now(one, { price, volumeLots, brokerCheck }));
    return reviewed.verdict === "approved"
      ? { refusals: [], volumeLots: reviewed.request.volumeLots, riskMoney: reviewed.riskMoney }
      : { refusals: reviewed.refusals, volumeLots, riskMoney: null };
  }

  /** For a proposal that was refused before it reached risk. */
  noteRefusal(proposal: OrderProposal, refusals: readonly Refusal[]): null {
    this.#refuse(proposal, refusals);
    return null;
  }

  /**
   * Prices at a moment when the account's figures are settled: a message that changes them may
   * arrive while the prices are read.
   */
  async #settled(asked: Case): Promise<readonly [DatedPrice | null, Case]> {
    const { accountOf, groups, context: { clock } } = this.#options;
    const account = accountOf(asked.proposal.terminal);
    const untilMs = clock.steadyMs() + decisionCallTimeoutMs;
    for (;;) {
      await account?.settled(untilMs);
      const [price, priced] = await Promise.all([
        this.#facts.price(asked.proposal),
        this.#facts.priced(asked),
        groups.refresh(asked.proposal.terminal),
      ]);
      if (account?.isSettling !== true || clock.steadyMs() >= untilMs) return [price, priced];
    }
  }

  async approve(decision: ApprovalId): Promise<ApproveReply> {
    const receivedMs = this.#options.context.clock.steadyMs();
    const conclusion = this.#conclusions.get(decision);
    this.#conclusions.delete(decision);
    const concluded = await conclusion;
    if (concluded === undefined || concluded.verdict === "outdated") {
      return { verdict: "forgotten" };
    }
    if (concluded.verdict === "refused") return concluded;
    const { atSteadyMs, ...approved } = concluded;
    return { ...approved, lastsMs: approvalMaxMs + atSteadyMs - receivedMs };
  }

  /**
   * Before an approved order is sent again after a requote: why it may not be. Terminals count each
   * send as an order, and so does the limit per minute.
   */
  repeat(terminal: TerminalId): Refusal | null {
    const { accountOf, context: { policies } } = this.#options;
    const account = accountOf(terminal);
    if (account === undefined) return notKnown;
    const ordersLastMinute = account.approvals.lastMinute;
    const refusal = orderRate({
      policy: policies.of(terminal),
      account: account.facts,
      ordersLastMinute,
    });
    if (refusal === null) account.approvals.addRepeat();
    return refusal;
  }

  /**
   * With the terminal's answer: reduces the volume where it requires that, and runs all checks
   * again.
   */
  async #conclude(
    one: Case,
    { price: firstPrice, checking, passed, ...asked }: {
      readonly price: DatedPrice | null;
      readonly volumeLots: number | null;
      readonly checking: Promise<BrokerCheck | null>;
      readonly passed: PassedDecision | null;
    },
  ): Promise<Concluded> {
    const first = { price: firstPrice, volumeLots: asked.volumeLots, brokerCheck: await checking };
    const { price, volumeLots, brokerCheck } = await this.#checked.fitting(one, first);
    // Nothing is awaited from here to the approval, so the facts cannot change in between.
    const facts = this.#facts.now(one, { price, volumeLots, brokerCheck });
    const reviewed = review(facts);
    if (reviewed.verdict === "refused") {
      const { refusals } = reviewed;
      const isOutdated = passed === null && one.openPositions.isOutdated === true;
      if (isOutdated && dependOnOpenTrades(refusals)) return { verdict: "outdated" };
      return this.#refuse(one.proposal, refusals);
    }
    if (this.#options.decisionWriter.isRefused) return this.#refuse(one.proposal, [notRecorded]);
    const isAsPassed = volumeLots === asked.volumeLots &&
      passed?.request.price === reviewed.request.price;
    return this.#approve(facts, isAsPassed ? passed : this.#passed(one.proposal, reviewed));
  }

  #keep(id: ApprovalId, conclusion: Promise<Concluded>): void {
    this.#conclusions.set(id, conclusion);
    const [oldest] = this.#conclusions.keys();
    if (this.#conclusions.size > unaskedMax && oldest !== undefined) {
      this.#conclusions.delete(oldest);
    }
  }

  /**
   * The trade actor stores the decision in the same transaction as the order; while the store is
   * away, an approval would be useless.
   */
  #approve(facts: RiskFacts, { decision, request }: PassedDecision): Concluded {
    const { context: { log, clock }, accountOf, decisionWriter } = this.#options;
    const { proposal, account } = facts;
    const { terminal, trace } = proposal;
    decisionWriter.add(decision);
    const reservation = {
      approval: decision.id,
      symbol: request.symbol,
      direction: orderDirection(request.type) ?? "buy",
      volumeLots: request.volumeLots,
      price: worstFillPrice(request) ?? 0,
      stopLoss: request.stopLoss,
      isMarketOrder: !isPendingType(request.type),
    };
    accountOf(terminal)?.approvals.add(trace, reservation, shownPerLot(facts));
    this.counts.approved += 1;
    log.info("order_approved", {
      terminal,
      type: request.type,
      side: request.type.replaceAll("_", " "),
      volume: request.volumeLots,
      symbol: request.symbol,
      risk: riskText(decision.riskMoney ?? 0, account),
      by: traceOrigin(trace),
      trace,
    });
    const approvedMs = clock.nowMs();
    const order = mintApproval({ id: decision.id, proposal, request, approvedMs });
    return { verdict: "approved", order, decision, atSteadyMs: clock.steadyMs() };
  }

  #refuse(proposal: OrderProposal, refusals: readonly Refusal[]): Refused {
    const { context: { log }, decisionWriter } = this.#options;
    const decision = this.#decision(proposal, { refusals, volumeLots: null, riskMoney: null });
    decisionWriter.add(decision);
    this.counts.refused += 1;
    log.info("order_refused", refusedOrder(proposal, refusals));
    return { verdict: "refused", refusals, decision };
  }

  #passed(
    proposal: OrderProposal,
    { request, riskMoney }: { readonly request: OpenRequest; readonly riskMoney: number },
  ): PassedDecision {
    const { volumeLots } = request;
    const decision = this.#decision(proposal, { refusals: [], volumeLots, riskMoney });
    return { verdict: "passed", request, decision };
  }

  #decision(
    proposal: OrderProposal,
    judged: Pick<RiskDecision, "refusals" | "volumeLots" | "riskMoney">,
  ): RiskDecision {
    const { accountOf, context: { clock, random } } = this.#options;
    const before = accountOf(proposal.terminal)?.approvals.lastMinute ?? 0;
    const ordersLastMinute = judged.refusals.length === 0 ? before + 1 : null;
    const decidedMs = clock.nowMs();
    const id = intentIdAt(decidedMs, random) as string as ApprovalId;
    return { id, proposal, decidedMs, ...judged, ordersLastMinute };
  }
}

/** Approved already: the terminal's answer overrules the bridge's own calculation. */
function asPassed(concluded: Concluded): DecideReply {
  if (concluded.verdict !== "approved") return concluded;
  const { order: { request }, decision } = concluded;
  return { verdict: "passed", request, decision };
}

/** `99.45 USD (1 %)`. */
function riskText(riskMoney: number, account: RiskFacts["account"]): string {
  const text = moneyText(riskMoney, account?.identity ?? "");
  const equity = account?.metrics?.equity ?? 0;
  return equity > 0 ? `${text} (${percentText(riskMoney / equity * 100)})` : text;
}

const notKnown: Refusal = {
  code: "terminal_not_connected",
  message: "The terminal has not connected since risk was restarted",
};

const notRecorded: Refusal = {
  code: "not_recorded",
  message: "The decision could not be saved, so the order is not sent",
};
