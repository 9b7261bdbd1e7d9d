/**
 * Decides on proposals: gathers what is known, has everything checked, and mints an approval. The only place that does. Those of
 * one account are decided one after the other, each knowing what was promised to the ones before it.
 */

import {
  type ApprovalId,
  intentIdAt,
  type OpenRequest,
  orderDirection,
  type OrderProposal,
  pricedTerminal,
  type Refusal,
  type RiskDecision,
  type TerminalId,
} from "../../src/models/mod.ts";
import { mintApproval } from "../../src/risk/approved_order.ts";
import { commitmentsOf } from "../../src/risk/commitments.ts";
import { moneyText } from "../../src/risk/money_text.ts";
import type { OpenBook } from "../../src/risk/open_book.ts";
import { chooseVolume, reducedVolume, requestOf, review } from "../../src/risk/review.ts";
import type { BrokerCheck, RiskFacts, SeenPrice } from "../../src/risk/risk_facts.ts";
import type { AccountRisk } from "./account_risk.ts";
import type { DecisionRecord } from "./decision_record.ts";
import type { HaltDesk } from "./halt_desk.ts";
import { approvalMaxMs, decisionCallTimeoutMs, quoteTimeoutMs } from "./patience.ts";
import type { DecideReply } from "./protocol.ts";
import type { RiskPorts } from "./risk_ports.ts";

export interface DecisionDeskOptions {
  readonly ports: RiskPorts;
  readonly halts: HaltDesk;
  readonly record: DecisionRecord;
  readonly accountOf: (terminal: TerminalId) => AccountRisk | undefined;
}

interface Case {
  readonly proposal: OrderProposal;
  readonly book: OpenBook;
}

/** A price with the steady time at which its age was true. */
type DatedPrice = SeenPrice & { readonly atSteadyMs: number };

/** More proposals of one account than this waiting at once are a strategy gone wild. */
const waitingMax = 50;

export class DecisionDesk {
  readonly #options: DecisionDeskOptions;
  readonly #queues = new Map<TerminalId, { tail: Promise<unknown>; waiting: number }>();
  readonly counts = { approved: 0, refused: 0 };

  constructor(options: DecisionDeskOptions) {
    this.#options = options;
  }

  async decide(one: Case): Promise<DecideReply> {
    const { terminal } = one.proposal;
    const queue = this.#queues.get(terminal) ?? { tail: Promise.resolve(), waiting: 0 };
    this.#queues.set(terminal, queue);
    if (queue.waiting >= waitingMax) return this.#refuse(one.proposal, [tooMany]);
    queue.waiting += 1;
    const turn = queue.tail.then(() => this.#decide(one));
    queue.tail = turn.catch(() => {}); // the asker hears of it; the next one's turn comes all the same
    try {
      return await turn;
    } finally {
      queue.waiting -= 1;
    }
  }

  async #decide(one: Case): Promise<DecideReply> {
    const account = this.#options.accountOf(one.proposal.terminal);
    account?.approvals.release(one.book.approvalsUsed);
    await account?.refresh();
    const price = await this.#priceOf(one.proposal);
    let volumeLots = chooseVolume(this.#facts(one, { price, volumeLots: null, brokerCheck: null }));
    let brokerCheck = await this.#check(this.#facts(one, { price, volumeLots, brokerCheck: null }));
    const reduced = reducedVolume(this.#facts(one, { price, volumeLots, brokerCheck }));
    if (reduced !== null) {
      volumeLots = reduced;
      brokerCheck = await this.#check(this.#facts(one, { price, volumeLots, brokerCheck: null }));
    }
    // From here to the approval nothing is waited for: what is known now is what holds.
    const facts = this.#facts(one, { price, volumeLots, brokerCheck });
    const reviewed = review(facts);
    return reviewed.verdict === "refused"
      ? this.#refuse(one.proposal, reviewed.refusals)
      : this.#approve(facts, reviewed);
  }

  #facts(
    { proposal, book }: Case,
    { price, ...ordered }: Pick<RiskFacts, "volumeLots" | "brokerCheck"> & {
      readonly price: DatedPrice | null;
    },
  ): RiskFacts {
    const { ports: { policy, clock }, halts, accountOf } = this.#options;
    const account = accountOf(proposal.terminal);
    const steadyMs = clock.steadyMs();
    return {
      proposal,
      nowMs: clock.nowMs(),
      policy,
      account: account?.facts ?? null,
      halts: halts.lastingOf(proposal.terminal),
      commitments: commitmentsOf(book, account?.approvals.reservations ?? []),
      price: price === null ? null : { ...price, ageMs: price.ageMs + steadyMs - price.atSteadyMs },
      ordersLastMinute: account?.approvals.lastMinute ?? 0,
      isDuplicate: account?.approvals.has(proposal.trace) ?? false,
      ...ordered,
    };
  }

  async #priceOf({ terminal, symbol }: OrderProposal): Promise<DatedPrice | null> {
    const { price, clock } = this.#options.ports;
    const request = { terminal: pricedTerminal(terminal), symbol };
    const atSteadyMs = clock.steadyMs();
    const answer = await price.ask("quote", request, { timeoutMs: quoteTimeoutMs });
    if (!answer.ok || answer.value === null) return null;
    const { quote: { bid, ask }, ageMs } = answer.value;
    return { bid, ask, ageMs, atSteadyMs };
  }

  /** What the terminal says of the order; null when there is none to ask about, or nobody to ask. */
  async #check(facts: RiskFacts): Promise<BrokerCheck | null> {
    const request = requestOf(facts);
    const { account, proposal: { terminal } } = facts;
    if (request === null || account === null) return null;
    const { venues, clock, random } = this.#options.ports;
    const answer = await venues[account.venue].ask(
      "order_check",
      { terminal, intent: intentIdAt(clock.nowMs(), random), request },
      { timeoutMs: decisionCallTimeoutMs },
    );
    return answer.ok ? answer.value : { ok: false, error: { code: "no_answer" } };
  }

  /** Who acts on it writes the decision down, in one with what he does; while the store is away there is no use in one. */
  #approve(
    { proposal, account }: RiskFacts,
    { request, riskMoney }: { readonly request: OpenRequest; readonly riskMoney: number },
  ): DecideReply {
    const { ports: { log }, accountOf, record } = this.#options;
    const { terminal, trace } = proposal;
    if (record.isRefused) return this.#refuse(proposal, [notRecorded]);
    const decision = this.#recorded(proposal, { refusals: [], request, riskMoney });
    const { id, decidedMs: approvedMs } = decision;
    accountOf(terminal)?.approvals.add(trace, {
      approval: id,
      symbol: request.symbol,
      direction: orderDirection(request.type) ?? "buy",
      volumeLots: request.volumeLots,
      price: request.price ?? 0,
    });
    this.counts.approved += 1;
    log.info("order_approved", {
      terminal,
      type: request.type,
      volume: request.volumeLots,
      symbol: request.symbol,
      risk: moneyText(riskMoney, account?.identity.currency ?? ""),
      trace,
    });
    const expiresMs = approvedMs + approvalMaxMs as typeof approvedMs;
    const order = mintApproval({ id, proposal, request, approvedMs, expiresMs });
    return { verdict: "approved", order, decision };
  }

  #refuse(proposal: OrderProposal, refusals: readonly Refusal[]): DecideReply {
    const { log } = this.#options.ports;
    const decision = this.#recorded(proposal, { refusals, request: null, riskMoney: null });
    this.counts.refused += 1;
    log.info("order_refused", {
      terminal: proposal.terminal,
      type: proposal.type,
      symbol: proposal.symbol,
      reasons: refusals.map(({ message }) => message).join("; "),
      trace: proposal.trace,
    });
    return { verdict: "refused", refusals, decision };
  }

  #recorded(
    proposal: OrderProposal,
    { refusals, request, riskMoney }: Pick<RiskDecision, "refusals" | "riskMoney"> & {
      readonly request: OpenRequest | null;
    },
  ): RiskDecision {
    const { clock, random } = this.#options.ports;
    const decidedMs = clock.nowMs();
    const id = intentIdAt(decidedMs, random) as string as ApprovalId;
    const volumeLots = request?.volumeLots ?? null;
    const decision = { id, proposal, decidedMs, refusals, volumeLots, riskMoney };
    this.#options.record.add(decision);
    return decision;
  }
}

const notRecorded: Refusal = {
  code: "not_recorded",
  message: "The store does not take the decision: nothing is sent that is not written down",
};

const tooMany: Refusal = {
  code: "order_rate",
  message: `${waitingMax} proposals of this account are waiting for a decision already`,
};
