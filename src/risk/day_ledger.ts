/**
 * The ledger of one account's broker day. Deals and account messages arrive in any order, and may
 * be late or duplicated. The ledger says whether they fit together (start and deals make the
 * balance). While they do not, an unexplained change may have been a deposit or withdrawal, or a
 * result: it can be taken either way.
 */

import type { AccountDay, AccountMetrics, DealTicket, VenueDeal } from "../models/mod.ts";
import { dealAmount, dealNature } from "./deal_flow.ts";

/**
 * How to count an unexplained change: as a flow where that makes the loss smaller, or as a result
 * where that makes it larger.
 */
export type View = "favourable" | "adverse";

/** Tolerance for rounding errors in sums of doubles, as a share of the balance. */
const balanceNoise = 1e-6;
/** Equity, balance and floating profit are each rounded to cents. */
const creditNoise = 0.02;

export class DayLedger {
  readonly day: AccountDay;
  readonly #tickets = new Set<DealTicket>();
  #sums = { flow: 0, credit: 0, bonus: 0, result: 0 };
  /**
   * Credit at the start of the day: current credit less credit given today; null before the first
   * valid reading.
   */
  #creditAtStart: number | null = null;

  constructor(day: AccountDay) {
    this.day = day;
  }

  /** Each deal counts once; deals before the start of the day are ignored. */
  addDeals(deals: readonly VenueDeal[]): void {
    for (const deal of deals) {
      if (deal.brokerMs < this.day.startedBrokerMs || this.#tickets.has(deal.ticket)) continue;
      this.#tickets.add(deal.ticket);
      this.#sums[dealNature(deal.type)] += dealAmount(deal);
    }
  }

  /** Deposits less withdrawals, credit and bonus included. */
  get flows(): number {
    const { flow, credit, bonus } = this.#sums;
    return flow + credit + bonus;
  }

  /**
   * The part of balance and credit that the known deals do not explain; zeros when everything is
   * explained.
   */
  unexplained(account: AccountMetrics): { readonly balance: number; readonly credit: number } {
    const { flow, result, bonus, credit } = this.#sums;
    const withoutBonus = account.balance - this.day.startBalance - flow - result;
    const inBalance = Math.abs(withoutBonus - bonus) <= Math.abs(withoutBonus);
    const balance = inBalance ? withoutBonus - bonus : withoutBonus;
    const start = this.#creditAtStart;
    const given = credit + (inBalance ? 0 : bonus);
    return {
      balance: quiet(balance, balanceNoise * Math.abs(account.balance) + balanceNoise),
      credit: start === null ? 0 : quiet(creditOf(account) - start - given, creditNoise),
    };
  }

  isExplained(account: AccountMetrics): boolean {
    const { balance, credit } = this.unexplained(account);
    return balance === 0 && credit === 0;
  }

  /** Treats the account's current credit as explained from now on. */
  settleCredit(account: AccountMetrics): void {
    this.#creditAtStart = creditOf(account) - this.#sums.credit;
  }

  get hasCredit(): boolean {
    return this.#creditAtStart !== null;
  }

  /**
   * Equity adjusted for unexplained money according to `view`; unadjusted when nothing is
   * unexplained.
   */
  equityIn(view: View, account: AccountMetrics): number {
    const { balance, credit } = this.unexplained(account);
    const limit = view === "favourable" ? Math.min : Math.max;
    return account.equity - limit(0, balance) - limit(0, credit);
  }
}

/** The terminal does not report credit: it is equity less balance and floating profit. */
function creditOf({ equity, balance, profit }: AccountMetrics): number {
  return equity - balance - profit;
}

function quiet(value: number, noise: number): number {
  return Math.abs(value) <= noise ? 0 : value;
}
