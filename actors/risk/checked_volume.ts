/**
 * The volume that the terminal accepts: asks it again with a smaller one, or at another price,
 * where its check of the order requires that.
 */

import type { OrderProposal } from "../../src/models/mod.ts";
import {
  isRequoted,
  isWithinSlippage,
  requotedCheckDelayMs,
  requotedChecksMax,
} from "../../src/risk/orders/requoted_check.ts";
import type { RiskFacts } from "../../src/risk/facts/risk_facts.ts";
import { chooseVolume, reducedVolume, type Reduction } from "../../src/risk/volume/volume.ts";
import { sleep } from "../../src/runtime/clock.ts";
import type { Case, DatedPrice, DecisionFacts, DecisionFactsOptions } from "./decision_facts.ts";
import { decisionCallTimeoutMs } from "./timeouts.ts";

/** What was asked of the terminal, and its answer. */
export type AskedVolume = Pick<RiskFacts, "volumeLots" | "brokerCheck"> & {
  readonly price: DatedPrice | null;
};

export interface CheckedVolumeOptions extends DecisionFactsOptions {
  readonly facts: DecisionFacts;
}

/**
 * Margin that the terminal does not report is found by halving; an order 64 times smaller is not
 * worth sending.
 */
const reductionsMax = 6;
export class CheckedVolume {
  readonly #options: CheckedVolumeOptions;

  constructor(options: CheckedVolumeOptions) {
    this.#options = options;
  }

  /**
   * Asks the terminal again with a smaller volume for as long as it rejects the previous one, or as
   * the account has changed meanwhile and allows less; and each time at the price of the moment
   * where it says that the price has moved.
   */
  async fitting(one: Case, first: AskedVolume): Promise<AskedVolume> {
    const { accountOf, context: { clock } } = this.#options;
    const account = accountOf(one.proposal.terminal);
    const decided = { price: first.price, untilMs: clock.steadyMs() + decisionCallTimeoutMs };
    let fitting = await this.#requoted(one, first, decided);
    for (let tries = 0;; tries += 1) {
      await account?.settled(clock.steadyMs() + decisionCallTimeoutMs);
      const reduction = reducedVolume(this.#options.facts.now(one, fitting));
      if (reduction === null || tries === reductionsMax) return fitting;
      this.noteReduction(one.proposal, fitting.volumeLots, reduction);
      const smaller = { ...fitting, volumeLots: reduction.lots, brokerCheck: null };
      const brokerCheck = await this.#options.facts.check(this.#options.facts.now(one, smaller));
      fitting = await this.#requoted(one, { ...smaller, brokerCheck }, decided);
    }
  }

  /**
   * Asks the terminal again at the price of the moment while it says that the price has moved, as
   * long as that is not much worse than the price that was decided first.
   */
  async #requoted(
    one: Case,
    checked: AskedVolume,
    decided: { readonly price: DatedPrice | null; readonly untilMs: number },
  ): Promise<AskedVolume> {
    const { context: { clock, policies } } = this.#options;
    const { maxSlippagePct } = policies.of(one.proposal.terminal).limits;
    let asked = checked;
    for (let tries = 0; tries < requotedChecksMax && isRequoted(asked.brokerCheck); tries += 1) {
      await sleep(clock, requotedCheckDelayMs);
      const price = await this.#options.facts.price(one.proposal);
      const prices = { first: decided.price, now: price, maxSlippagePct };
      const isTooLate = clock.steadyMs() >= decided.untilMs;
      if (isTooLate || !isWithinSlippage(one.proposal, prices)) return asked;
      const chosen = chooseVolume(
        this.#options.facts.now(one, { price, volumeLots: null, brokerCheck: null }),
      );
      const volumeLots = chosen === null || checked.volumeLots === null
        ? null
        : Math.min(chosen, checked.volumeLots);
      const again = { price, volumeLots, brokerCheck: null };
      asked = {
        ...again,
        brokerCheck: await this.#options.facts.check(this.#options.facts.now(one, again)),
      };
    }
    return asked;
  }

  noteReduction(
    { terminal, symbol, trace }: OrderProposal,
    from: number | null,
    { lots: to, reason }: Reduction,
  ): void {
    this.#options.context.log.info("order_reduced", { terminal, symbol, from, to, reason, trace });
  }
}
