/**
 * Gathers the input of a decision: the account, the price, and the terminal's check of the order.
 */

import {
  intentIdAt,
  type OrderProposal,
  pricedTerminal,
  type ProposalAge,
  type TerminalId,
  type VenueOrder,
} from "../../src/models/mod.ts";
import { alignedProposal } from "../../src/risk/orders/aligned_proposal.ts";
import { commitmentsOf } from "../../src/risk/facts/commitments.ts";
import { isFresh } from "../../src/price/freshness.ts";
import type { OpenPositions } from "../../src/risk/facts/open_positions.ts";
import { requestOf } from "../../src/risk/checks/review.ts";
import type { BrokerCheck, RiskFacts, SeenPrice } from "../../src/risk/facts/risk_facts.ts";
import type { AccountGroups } from "./account_groups.ts";
import type { AccountRisk } from "./account_risk.ts";
import type { HaltRegistry } from "./halt_registry.ts";
import { decisionCallTimeoutMs, quoteTimeoutMs } from "./timeouts.ts";
import type { RiskContext } from "./risk_context.ts";

export interface Case {
  readonly proposal: OrderProposal;
  readonly age: ProposalAge;
  /** Steady time at which the age was measured. */
  readonly receivedSteadyMs: number;
  readonly openPositions: OpenPositions;
}

/** A price with the steady time at which its age was measured. */
export type DatedPrice = SeenPrice & { readonly atSteadyMs: number };

export interface DecisionFactsOptions {
  readonly context: RiskContext;
  readonly halts: HaltRegistry;
  readonly accountOf: (terminal: TerminalId) => AccountRisk | undefined;
  readonly groups: AccountGroups;
}

export class DecisionFacts {
  readonly #options: DecisionFactsOptions;

  constructor(options: DecisionFactsOptions) {
    this.#options = options;
  }

  /** All current facts. */
  now(
    { proposal, openPositions, age, receivedSteadyMs }: Case,
    { price, ...ordered }: Pick<RiskFacts, "volumeLots" | "brokerCheck"> & {
      readonly price: DatedPrice | null;
    },
  ): RiskFacts {
    const { context: { policies, clock }, halts, accountOf, groups } = this.#options;
    const account = accountOf(proposal.terminal);
    const steadyMs = clock.steadyMs();
    const facts = account?.facts ?? null;
    const aligned = alignedProposal(proposal, facts?.instruments.get(proposal.symbol));
    return {
      // An invalid price is kept as given, and refused later.
      proposal: aligned.ok ? aligned.value : proposal,
      age: { ...age, ageMs: age.ageMs + steadyMs - receivedSteadyMs },
      policy: policies.of(proposal.terminal),
      account: facts,
      halts: halts.blocking(proposal.terminal),
      commitments: commitmentsOf(
        openPositions,
        account?.approvals.reservations ?? [],
        facts === null
          ? null
          : { ...facts.identity, shownPerLot: account?.approvals.shownPerLot ?? new Map() },
      ),
      price: price === null ? null : { ...price, ageMs: price.ageMs + steadyMs - price.atSteadyMs },
      ordersLastMinute: account?.approvals.lastMinute ?? 0,
      isDuplicate: account?.approvals.has(proposal.trace) ?? false,
      groups: groups.roomsFor(proposal.terminal),
      ...ordered,
    };
  }

  async price(
    { terminal, symbol }: Pick<OrderProposal, "terminal" | "symbol">,
  ): Promise<DatedPrice | null> {
    const { price, clock } = this.#options.context;
    const request = { terminal: pricedTerminal(terminal), symbol };
    const atSteadyMs = clock.steadyMs();
    const answer = await price.ask("quote", request, { timeoutMs: quoteTimeoutMs });
    if (!answer.ok || answer.value === null) return null;
    const { quote: { bid, ask }, isLive, ageMs } = answer.value;
    return { bid, ask, isLive, ageMs, atSteadyMs };
  }

  async #freshPrice(of: Pick<OrderProposal, "terminal" | "symbol">): Promise<SeenPrice | null> {
    const { clock, policies } = this.#options.context;
    const { limits } = policies.of(of.terminal);
    const seen = await this.price(of);
    if (seen === null) return null;
    const ageMs = seen.ageMs + clock.steadyMs() - seen.atSteadyMs;
    return isFresh({ ...seen, ageMs }, limits.maxPriceAgeMs) ? seen : null;
  }

  /**
   * Adds a price to listed market orders, which have none: the side of a fresh quote that they
   * would fill at. Without one the price stays unknown, and so does their risk.
   */
  async priced(one: Case): Promise<Case> {
    const { proposal: { terminal }, openPositions } = one;
    if (!openPositions.orders.some(isUnpriced)) return one;
    const orders = await Promise.all(openPositions.orders.map(async (order) => {
      const seen = isUnpriced(order)
        ? await this.#freshPrice({ terminal, symbol: order.symbol })
        : null;
      if (seen === null) return order;
      return { ...order, price: order.type === "buy" ? seen.ask : seen.bid };
    }));
    return { ...one, openPositions: { ...openPositions, orders } };
  }

  /**
   * The terminal's check of the order; null when there is no order to check, or no terminal to ask.
   */
  async check(facts: RiskFacts): Promise<BrokerCheck | null> {
    const request = requestOf(facts);
    const { account, proposal: { terminal } } = facts;
    const { venues, clock, random } = this.#options.context;
    const venue = account === null ? null : venues[account.venue];
    if (request === null || venue === null) return null;
    return await venue.ask(
      "order_check",
      { terminal, intent: intentIdAt(clock.nowMs(), random), request },
      { timeoutMs: decisionCallTimeoutMs },
    );
  }
}

function isUnpriced({ type, price }: VenueOrder): boolean {
  return price === null && (type === "buy" || type === "sell");
}
