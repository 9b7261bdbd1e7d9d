/**
 * Decides on proposals: gathers what is known, has everything checked, and mints an approval. The only place that does. What passes
 * without the terminal's check is told at once, so that it is written down while the terminal is asked. Those of one account are
 * decided one after the other, each knowing what was promised to the ones before it.
 */

import {
  type ApprovalId,
  intentIdAt,
  type OpenRequest,
  orderDirection,
  type OrderProposal,
  type Refusal,
  refusalsText,
  type RiskDecision,
  type TerminalId,
  traceOrigin,
} from "../../src/models/mod.ts";
import { mintApproval } from "../../src/risk/approved_order.ts";
import { moneyText, percentText } from "../../src/models/figure_text.ts";
import { chooseVolume, reducedVolume, review } from "../../src/risk/review.ts";
import type { BrokerCheck, RiskFacts } from "../../src/risk/risk_facts.ts";
import {
  type Case,
  type DatedPrice,
  DecisionFacts,
  type DecisionFactsOptions,
} from "./decision_facts.ts";
import type { DecisionWriter } from "./decision_writer.ts";
import { approvalMaxMs } from "./timeouts.ts";
import type { Approved, ApproveReply, DecideReply, Refused } from "./protocol.ts";

export interface RiskDecisionsOptions extends DecisionFactsOptions {
  readonly decisionWriter: DecisionWriter;
}

type Passed = Extract<DecideReply, { readonly verdict: "passed" }>;

/** A proposal that was decided on, and what comes of it when the terminal has answered. */
interface Decided {
  readonly reply: DecideReply;
  readonly concluded: Promise<Concluded>;
}

/** An approval, and when it was given by the steady clock; or why there is none. */
type Concluded = Refused | (Omit<Approved, "lastsMs"> & { readonly atSteadyMs: number });

/** More proposals of one account than this waiting at once are a strategy gone wild. */
const waitingMax = 50;
/** Who has a proposal decided asks at once for what came of it: those that nobody asked for are of a trade actor that is gone. */
const unaskedMax = 200;

export class RiskDecisions {
  readonly #options: RiskDecisionsOptions;
  readonly #facts: DecisionFacts;
  readonly #queues = new Map<TerminalId, { tail: Promise<unknown>; waiting: number }>();
  /** Of those that passed, until they are asked for. */
  readonly #conclusions = new Map<ApprovalId, Promise<Concluded>>();
  readonly counts = { approved: 0, refused: 0 };

  constructor(options: RiskDecisionsOptions) {
    this.#options = options;
    this.#facts = new DecisionFacts(options);
  }

  /** The account's next proposal is decided when this one is concluded. */
  async decide(one: Case): Promise<DecideReply> {
    const { terminal } = one.proposal;
    const queue = this.#queues.get(terminal) ?? { tail: Promise.resolve(), waiting: 0 };
    this.#queues.set(terminal, queue);
    if (queue.waiting >= waitingMax) return this.#refuse(one.proposal, [tooMany]);
    queue.waiting += 1;
    const turn = queue.tail.then(() => this.#decide(one));
    // The asker hears of what goes wrong; the next one's turn comes all the same.
    queue.tail = turn.then(({ concluded }) => concluded).catch(() => {})
      .finally(() => queue.waiting -= 1);
    return (await turn).reply;
  }

  async approve(decision: ApprovalId): Promise<ApproveReply> {
    const heardMs = this.#options.context.clock.steadyMs();
    const conclusion = this.#conclusions.get(decision);
    this.#conclusions.delete(decision);
    const concluded = await conclusion;
    if (concluded === undefined) return { verdict: "forgotten" };
    if (concluded.verdict === "refused") return concluded;
    const { atSteadyMs, ...approved } = concluded;
    return { ...approved, lastsMs: approvalMaxMs + atSteadyMs - heardMs };
  }

  async #decide(one: Case): Promise<Decided> {
    const account = this.#options.accountOf(one.proposal.terminal);
    account?.approvals.release(one.openPositions.approvalsUsed);
    await account?.refresh();
    const price = await this.#facts.price(one.proposal);
    const volumeLots = chooseVolume(
      this.#facts.now(one, { price, volumeLots: null, brokerCheck: null }),
    );
    const facts = this.#facts.now(one, { price, volumeLots, brokerCheck: null });
    const checking = this.#facts.check(facts);
    // The terminal is on its way to answer: until then it counts as content.
    const reviewed = review(facts);
    if (reviewed.verdict === "approved" && this.#options.decisionWriter.isRefused) {
      const refused = this.#refuse(one.proposal, [notRecorded]);
      return { reply: refused, concluded: Promise.resolve(refused) };
    }
    const passed = reviewed.verdict === "approved" ? this.#passed(one.proposal, reviewed) : null;
    const concluded = this.#conclude(one, { price, volumeLots, checking, passed });
    const reply = passed ?? asPassed(await concluded);
    if (reply.verdict === "passed") this.#keep(reply.decision.id, concluded);
    return { reply, concluded };
  }

  /** With the terminal's answer: a smaller volume where it says so, and all checks again. */
  async #conclude(
    one: Case,
    { price, checking, passed, ...asked }: {
      readonly price: DatedPrice | null;
      readonly volumeLots: number | null;
      readonly checking: Promise<BrokerCheck | null>;
      readonly passed: Passed | null;
    },
  ): Promise<Concluded> {
    let { volumeLots } = asked;
    let brokerCheck = await checking;
    const reduced = reducedVolume(this.#facts.now(one, { price, volumeLots, brokerCheck }));
    if (reduced !== null) {
      volumeLots = reduced;
      brokerCheck = await this.#facts.check(
        this.#facts.now(one, { price, volumeLots, brokerCheck: null }),
      );
    }
    // From here to the approval nothing is waited for: what is known now is what holds.
    const facts = this.#facts.now(one, { price, volumeLots, brokerCheck });
    const reviewed = review(facts);
    if (reviewed.verdict === "refused") return this.#refuse(one.proposal, reviewed.refusals);
    if (this.#options.decisionWriter.isRefused) return this.#refuse(one.proposal, [notRecorded]);
    const isAsPassed = reduced === null && passed !== null;
    return this.#approve(facts, isAsPassed ? passed : this.#passed(one.proposal, reviewed));
  }

  #keep(id: ApprovalId, conclusion: Promise<Concluded>): void {
    this.#conclusions.set(id, conclusion);
    const [oldest] = this.#conclusions.keys();
    if (this.#conclusions.size > unaskedMax && oldest !== undefined) {
      this.#conclusions.delete(oldest);
    }
  }

  /** Who acts on it writes the decision down, in one with what he does; while the store is away there is no use in one. */
  #approve({ proposal, account }: RiskFacts, { decision, request }: Passed): Concluded {
    const { context: { log, clock }, accountOf, decisionWriter } = this.#options;
    const { terminal, trace } = proposal;
    decisionWriter.add(decision);
    accountOf(terminal)?.approvals.add(trace, {
      approval: decision.id,
      symbol: request.symbol,
      direction: orderDirection(request.type) ?? "buy",
      volumeLots: request.volumeLots,
      price: request.price ?? 0,
    });
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
    log.info("order_refused", {
      terminal: proposal.terminal,
      type: proposal.type,
      side: proposal.type.replaceAll("_", " "),
      symbol: proposal.symbol,
      reasons: refusalsText(refusals),
      by: traceOrigin(proposal.trace),
      trace: proposal.trace,
    });
    return { verdict: "refused", refusals, decision };
  }

  #passed(
    proposal: OrderProposal,
    { request, riskMoney }: { readonly request: OpenRequest; readonly riskMoney: number },
  ): Passed {
    const { volumeLots } = request;
    const decision = this.#decision(proposal, { refusals: [], volumeLots, riskMoney });
    return { verdict: "passed", request, decision };
  }

  #decision(
    proposal: OrderProposal,
    judged: Pick<RiskDecision, "refusals" | "volumeLots" | "riskMoney">,
  ): RiskDecision {
    const { clock, random } = this.#options.context;
    const decidedMs = clock.nowMs();
    const id = intentIdAt(decidedMs, random) as string as ApprovalId;
    return { id, proposal, decidedMs, ...judged };
  }
}

/** Approved already: the terminal's answer overruled the bridge's own calculation. */
function asPassed(concluded: Concluded): DecideReply {
  if (concluded.verdict === "refused") return concluded;
  const { order: { request }, decision } = concluded;
  return { verdict: "passed", request, decision };
}

/** `99.45 USD (1 %)`. */
function riskText(riskMoney: number, account: RiskFacts["account"]): string {
  const text = moneyText(riskMoney, account?.identity.currency ?? "");
  const equity = account?.metrics?.equity ?? 0;
  return equity > 0 ? `${text} (${percentText(riskMoney / equity * 100)})` : text;
}

const notRecorded: Refusal = {
  code: "not_recorded",
  message: "The decision could not be saved, and no order is sent that is not on record",
};

const tooMany: Refusal = {
  code: "order_rate",
  message: `${waitingMax} orders for this account are already waiting for a decision`,
};
