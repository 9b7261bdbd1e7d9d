/** Gathers what a decision rests on: the account as risk knows it, the price, and what the terminal says of the order. */

import {
  intentIdAt,
  type OrderProposal,
  pricedTerminal,
  type ProposalAge,
  type TerminalId,
} from "../../src/models/mod.ts";
import { commitmentsOf } from "../../src/risk/commitments.ts";
import type { OpenPositions } from "../../src/risk/open_positions.ts";
import { requestOf } from "../../src/risk/review.ts";
import type { BrokerCheck, RiskFacts, SeenPrice } from "../../src/risk/risk_facts.ts";
import type { AccountRisk } from "./account_risk.ts";
import type { HaltRegistry } from "./halt_registry.ts";
import { decisionCallTimeoutMs, quoteTimeoutMs } from "./timeouts.ts";
import type { RiskContext } from "./risk_context.ts";

export interface Case {
  readonly proposal: OrderProposal;
  readonly age: ProposalAge;
  /** Steady time at which it was as old as that. */
  readonly heardSteadyMs: number;
  readonly openPositions: OpenPositions;
}

/** A price with the steady time at which its age was true. */
export type DatedPrice = SeenPrice & { readonly atSteadyMs: number };

export interface DecisionFactsOptions {
  readonly context: RiskContext;
  readonly halts: HaltRegistry;
  readonly accountOf: (terminal: TerminalId) => AccountRisk | undefined;
}

export class DecisionFacts {
  readonly #options: DecisionFactsOptions;

  constructor(options: DecisionFactsOptions) {
    this.#options = options;
  }

  /** As they are at this moment. */
  now(
    { proposal, openPositions, age, heardSteadyMs }: Case,
    { price, ...ordered }: Pick<RiskFacts, "volumeLots" | "brokerCheck"> & {
      readonly price: DatedPrice | null;
    },
  ): RiskFacts {
    const { context: { policy, clock }, halts, accountOf } = this.#options;
    const account = accountOf(proposal.terminal);
    const steadyMs = clock.steadyMs();
    return {
      proposal,
      age: { ...age, ageMs: age.ageMs + steadyMs - heardSteadyMs },
      policy,
      account: account?.facts ?? null,
      halts: halts.lastingOf(proposal.terminal),
      commitments: commitmentsOf(openPositions, account?.approvals.reservations ?? []),
      price: price === null ? null : { ...price, ageMs: price.ageMs + steadyMs - price.atSteadyMs },
      ordersLastMinute: account?.approvals.lastMinute ?? 0,
      isDuplicate: account?.approvals.has(proposal.trace) ?? false,
      ...ordered,
    };
  }

  async price({ terminal, symbol }: OrderProposal): Promise<DatedPrice | null> {
    const { price, clock } = this.#options.context;
    const request = { terminal: pricedTerminal(terminal), symbol };
    const atSteadyMs = clock.steadyMs();
    const answer = await price.ask("quote", request, { timeoutMs: quoteTimeoutMs });
    if (!answer.ok || answer.value === null) return null;
    const { quote: { bid, ask }, ageMs } = answer.value;
    return { bid, ask, ageMs, atSteadyMs };
  }

  /** What the terminal says of the order; null when there is none to ask about, or nobody to ask. */
  async check(facts: RiskFacts): Promise<BrokerCheck | null> {
    const request = requestOf(facts);
    const { account, proposal: { terminal } } = facts;
    if (request === null || account === null) return null;
    const { venues, clock, random } = this.#options.context;
    return await venues[account.venue].ask(
      "order_check",
      { terminal, intent: intentIdAt(clock.nowMs(), random), request },
      { timeoutMs: decisionCallTimeoutMs },
    );
  }
}
