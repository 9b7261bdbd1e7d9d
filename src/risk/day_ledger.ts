/**
 * The ledger of one account's broker day. Deals and account messages arrive in any order, each of
 * them late or twice. The ledger says whether they fit together (start and deals make the balance).
 * While they do not, an unexplained change may have been a deposit or withdrawal, or a result: it
 * can be taken either way.
 */

import type { AccountDay, AccountMetrics, DealTicket, VenueDeal } from "../models/mod.ts";
import { dealAmount, dealNature } from "./deal_flow.ts";

/**
 * How to take what is unexplained: as flows wherever that makes the loss smaller, or as results
 * wherever that makes it larger.
 */
export type View = "favourable" | "adverse";

/** Sums of cents in doubles are off by less than this share of the balance. */
const balanceNoise = 1e-6;
/** Credit is rounded to cents. */
const creditNoise = 0.02;

export class DayLedger {
  readonly day: AccountDay;
  readonly #tickets = new Set<DealTicket>();
  #sums = { flow: 0, credit: 0, bonus: 0, result: 0 };
  /**
   * Credit on the account less credit given today: its value at the start; null before the first
   * sound reading.
   */
  #creditAtStart: number | null = null;

  constructor(day: AccountDay) {
    this.day = day;
  }

  /** Each deal counts once; those before the day's start do not. */
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

  /** What of balance and credit the known deals do not explain; zeros when all fits together. */
  unexplained(account: AccountMetrics): { readonly balance: number; readonly credit: number } {
    const { flow, result, bonus, credit } = this.#sums;
    const withoutBonus = account.balance - this.day.startBalance - flow - result;
    const inBalance = Math.abs(withoutBonus - bonus) <= Math.abs(withoutBonus);
    const balance = inBalance ? withoutBonus - bonus : withoutBonus;
    const start = this.#creditAtStart;
    const given = credit + (inBalance ? 0 : bonus);
    return {
      balance: quiet(balance, balanceNoise * Math.abs(account.balance) + balanceNoise),
      credit: start === null ? 0 : quiet(account.credit - start - given, creditNoise),
    };
  }

  isExplained(account: AccountMetrics): boolean {
    const { balance, credit } = this.unexplained(account);
    return balance === 0 && credit === 0;
  }

  /** Takes the account's credit as explained from here on. */
  settleCredit(account: AccountMetrics): void {
    this.#creditAtStart = account.credit - this.#sums.credit;
  }

  get hasCredit(): boolean {
    return this.#creditAtStart !== null;
  }

  /**
   * Equity without the unexplained money that came, or with that which went, by the view; all of it
   * when nothing is unexplained.
   */
  equityIn(view: View, account: AccountMetrics): number {
    const { balance, credit } = this.unexplained(account);
    const limit = view === "favourable" ? Math.min : Math.max;
    return account.equity - limit(0, balance) - limit(0, credit);
  }
}

function quiet(value: number, noise: number): number {
  return Math.abs(value) <= noise ? 0 : value;
}
