/**
 * The ledger of one account's broker day. Deals and account messages arrive in any order, and may
 * be late or duplicated. The ledger says whether they fit together (start plus deals equals the
 * balance). While they do not, the unexplained change may be a deposit or withdrawal, or a result,
 * and the ledger can calculate with either.
 */

import { type MoneyUnit, smallestAmount } from "../../models/currency.ts";
import { type AccountDay, type AccountMetrics, type BrokerMs, brokerMs } from "../../models/mod.ts";
import type { DealTicket, VenueDeal } from "../../models/mod.ts";
import { creditOf } from "./account_credit.ts";
import { dealAmount, dealNature, isFlow } from "./deal_flow.ts";
import { inDealOrder } from "./deal_order.ts";
import { possibleStarts } from "./day_reconstruction.ts";

/**
 * The server's clock is read in whole seconds: a deal this young may or may not be in what the
 * account said at that time.
 */
export const dealSettlesMs = 2_000;

/** What the ledger makes of one account message. */
export interface LedgerComparison {
  /** Deposits less withdrawals of the day, credit and bonus included, as of the message. */
  readonly flows: number;
  /** What of balance and credit the known deals do not explain; zeros when all fits together. */
  readonly unexplained: Unexplained;
}

export interface Unexplained {
  readonly balance: number;
  readonly credit: number;
}

interface Listed {
  readonly comparison: LedgerComparison;
  readonly contained: number;
}

interface Sums {
  readonly flow: number;
  readonly credit: number;
  readonly bonus: number;
  readonly result: number;
}

/** Sums of cents in doubles are off by less than this share of the balance. */
const balanceNoise = 1e-6;
/** Equity, balance and floating profit are each rounded to the currency's smallest coin. */
export const creditNoiseCoins = 2;

export class DayLedger {
  #day: AccountDay;
  /** When deals that may correct the start were listed last. */
  #lateListedMs = brokerMs(0);
  readonly #tickets = new Set<DealTicket>();
  /** In the order in which they were made. */
  readonly #deals: VenueDeal[] = [];
  /**
   * Within the settling time around the day's first figures, and taken to be contained in them. One
   * that is listed late counts in the day once it explains the account.
   */
  #inStart: VenueDeal[] = [];
  #sums: Sums = { flow: 0, credit: 0, bonus: 0, result: 0 };
  /**
   * Credit at the start of the day: current credit less credit given today; null before the first
   * valid reading.
   */
  #creditAtStart: number | null = null;

  readonly #currency: MoneyUnit;
  readonly #creditNoise: number;

  constructor(day: AccountDay, currency: MoneyUnit) {
    this.#day = day;
    this.#currency = currency;
    this.#creditNoise = creditNoiseCoins * smallestAmount(currency);
    const { startEquity, startBalance, reconstruction } = day;
    if (reconstruction !== null) {
      this.#creditAtStart = startEquity - startBalance - reconstruction.floating;
    }
  }

  get day(): AccountDay {
    return this.#day;
  }

  /** A resume has set the equity high: deals that are listed late do not move it any more. */
  highReplaced(): void {
    const { reconstruction } = this.#day;
    if (reconstruction === null) return;
    this.#day = { ...this.#day, reconstruction: { ...reconstruction, peakEquity: null } };
  }

  /**
   * Each deal counts once; deals before the start of the day are ignored. `listedMs`: when the
   * venue listed them.
   */
  addDeals(deals: readonly VenueDeal[], listedMs: BrokerMs = brokerMs(0)): void {
    for (const deal of deals) {
      const sinceStartMs = deal.brokerMs - this.#day.startedBrokerMs;
      if (sinceStartMs < -dealSettlesMs || this.#tickets.has(deal.ticket)) continue;
      this.#tickets.add(deal.ticket);
      if (sinceStartMs < 0) {
        this.#inStart.push(deal);
        continue;
      }
      this.#count(deal);
      if (deal.brokerMs > (this.#day.reconstruction?.brokerMs ?? -Infinity)) continue;
      this.#lateListedMs = brokerMs(Math.max(this.#lateListedMs, listedMs));
    }
  }

  #count(deal: VenueDeal): void {
    this.#sums = added(this.#sums, deal, 1);
    const later = this.#deals.findLastIndex((one) => inDealOrder(one, deal) <= 0);
    this.#deals.splice(later + 1, 0, deal);
  }

  #uncount(deal: VenueDeal): void {
    this.#sums = added(this.#sums, deal, -1);
    this.#deals.splice(this.#deals.indexOf(deal), 1);
  }

  /** Deals from here on may belong to the day. */
  get dealsFromMs(): BrokerMs {
    return brokerMs(this.#day.startedBrokerMs - dealSettlesMs);
  }

  /** The sum over the known deals of before this time. */
  flowsBefore(time: BrokerMs): number {
    const later = this.#deals.filter((deal) => deal.brokerMs >= time);
    return flowsOf(later.reduce((sums, deal) => added(sums, deal, -1), this.#sums));
  }

  /**
   * Account and deals arrive separately, so the account is compared with the deals of its own time:
   * a deal made just after it leaves nothing unexplained. `time` is the venue's.
   */
  compare(account: AccountMetrics, time: BrokerMs): LedgerComparison {
    const comparison = this.#compareListed(account, time);
    if (isExplained(comparison)) return comparison;
    const corrected = this.#correctStart(account, time);
    if (corrected !== null) return corrected;
    const assigned = this.#assignBoundary(account);
    return assigned ? this.#compareListed(account, time) : comparison;
  }

  /**
   * Reconstructs the start again from the deals that are known by now, once that explains the
   * account; null when it does not. Until the listed deals have settled, the account may not
   * contain them yet.
   */
  #correctStart(account: AccountMetrics, time: BrokerMs): LedgerComparison | null {
    const [before, creditBefore] = [this.#day, this.#creditAtStart];
    const { reconstruction, startedBrokerMs } = before;
    if (reconstruction === null || time < this.#lateListedMs + dealSettlesMs) return null;
    const deals = this.#deals.filter((deal) => deal.brokerMs >= startedBrokerMs);
    for (const { credit, ...start } of possibleStarts(reconstruction, deals, dealSettlesMs)) {
      this.#day = { ...before, ...start };
      this.#creditAtStart = credit;
      const comparison = this.#compareListed(account, time);
      if (isExplained(comparison)) return comparison;
    }
    [this.#day, this.#creditAtStart] = [before, creditBefore];
    return null;
  }

  /**
   * Decides which of the deals around the start of the day belong to it: so many of the latest ones
   * as explain the account, and as few others as possible than their times say. The first figures
   * may be older or younger than the time that they are said to be of. It is decided again when it
   * no longer holds, because another deal of the same amount may have been missing. False when no
   * number explains the account.
   */
  #assignBoundary(account: AccountMetrics): boolean {
    const { startedBrokerMs } = this.#day;
    const counted = this.#deals.filter((deal) => this.#isNearStart(deal));
    const latestFirst = [...this.#inStart, ...counted]
      .toSorted((one, other) => inDealOrder(other, one));
    const expected = latestFirst.filter(({ brokerMs }) => brokerMs >= startedBrokerMs).length;
    const numbers = Array.from({ length: latestFirst.length + 1 }, (_, number) => number)
      .toSorted((one, other) => Math.abs(one - expected) - Math.abs(other - expected));
    const others = counted.reduce((sums, deal) => added(sums, deal, -1), this.#sums);
    const found = numbers.find((number) => {
      const sums = latestFirst.slice(0, number).reduce((all, deal) => added(all, deal, 1), others);
      return isExplained(this.#compareWith(sums, account));
    });
    if (found === undefined) return false;
    for (const deal of counted) this.#uncount(deal);
    for (const deal of latestFirst.slice(0, found)) this.#count(deal);
    this.#inStart = latestFirst.slice(found);
    return true;
  }

  /** A start that was worked out from deals has no figures of its own that could contain more. */
  #isNearStart({ brokerMs: time }: VenueDeal): boolean {
    const { startedBrokerMs, reconstruction } = this.#day;
    return time < startedBrokerMs + (reconstruction === null ? dealSettlesMs : 0);
  }

  /**
   * The time of the latest deposit or withdrawal that the account contains, whatever time the
   * account itself is said to be of; the start of the day when there was none.
   */
  flowsToMs(account: AccountMetrics, time: BrokerMs): BrokerMs {
    const { contained } = this.#listed(account, time);
    const flow = this.#deals.findLast(({ type }, at) => at < contained && isFlow(type));
    const inStart = this.#inStart.filter(({ type }) => isFlow(type));
    return brokerMs(Math.max(
      this.#day.startedBrokerMs - 1,
      ...[...inStart, ...flow === undefined ? [] : [flow]].map((deal) => deal.brokerMs),
    ));
  }

  #compareListed(account: AccountMetrics, time: BrokerMs): LedgerComparison {
    return this.#listed(account, time).comparison;
  }

  /** `contained`: how many of the deals, by time, the account contains. */
  #listed(account: AccountMetrics, time: BrokerMs): Listed {
    const all = this.#compareWith(this.#sums, account);
    let [sums, comparison, contained] = [this.#sums, all, this.#deals.length];
    while (!isExplained(comparison)) {
      const deal = this.#deals[contained - 1];
      if (deal === undefined || deal.brokerMs <= time - dealSettlesMs) {
        return { comparison: all, contained: this.#deals.length };
      }
      sums = added(sums, deal, -1);
      comparison = this.#compareWith(sums, account);
      contained -= 1;
    }
    return { comparison, contained };
  }

  #compareWith(sums: Sums, account: AccountMetrics): LedgerComparison {
    const { flow, result, bonus, credit } = sums;
    const withoutBonus = account.balance - this.#day.startBalance - flow - result;
    const inBalance = Math.abs(withoutBonus - bonus) <= Math.abs(withoutBonus);
    const balance = inBalance ? withoutBonus - bonus : withoutBonus;
    const start = this.#creditAtStart;
    const given = credit + (inBalance ? 0 : bonus);
    const unexplained = {
      balance: quiet(balance, balanceNoise * Math.abs(account.balance) + balanceNoise),
      credit: start === null
        ? 0
        : quiet(creditOf(account, this.#currency) - start - given, this.#creditNoise),
    };
    return { flows: flowsOf(sums), unexplained };
  }

  /** Treats the account's current credit as explained from now on. */
  settleCredit(account: AccountMetrics): void {
    this.#creditAtStart = creditOf(account, this.#currency) - this.#sums.credit;
  }

  get hasCredit(): boolean {
    return this.#creditAtStart !== null;
  }
}

/** Whether the known deals explain the account's figures. */
export function isExplained(
  { unexplained: { balance, credit } }: Pick<LedgerComparison, "unexplained">,
): boolean {
  return balance === 0 && credit === 0;
}

/** Changes of the same kind: gains, and losses as a negative amount. They never cancel out. */
export interface ChangeParts {
  readonly gained: number;
  readonly lost: number;
}

interface AmountParts {
  readonly balance: ChangeParts;
  readonly credit: ChangeParts;
}

/** What is unexplained now. */
export interface JudgedChange {
  /** May still be explained. */
  readonly fresh: AmountParts;
  readonly lasting: AmountParts;
}

/** Nothing of it may still be explained. */
export function lastingChange({ balance, credit }: Unexplained): JudgedChange {
  const parts = (amount: number) => ({ gained: Math.max(0, amount), lost: Math.min(0, amount) });
  return {
    fresh: { balance: parts(0), credit: parts(0) },
    lasting: { balance: parts(balance), credit: parts(credit) },
  };
}

/**
 * Equity without unexplained changes. What may still be explained is a flow where that makes the
 * loss smaller; the rest is a result where that makes it larger, except for a gain that was
 * floating profit before (`realised`).
 */
export function judgedEquity(
  { equity }: Pick<AccountMetrics, "equity">,
  { fresh, lasting }: JudgedChange,
  realised: number,
): number {
  const known = Math.max(0, realised - fresh.balance.gained);
  const gained = Math.max(0, lasting.balance.gained - known) + lasting.credit.gained;
  return equity - gained - fresh.balance.lost - fresh.credit.lost;
}

function added(sums: Sums, deal: VenueDeal, sign: 1 | -1): Sums {
  const nature = dealNature(deal.type);
  return { ...sums, [nature]: sums[nature] + sign * dealAmount(deal) };
}

function flowsOf({ flow, credit, bonus }: Sums): number {
  return flow + credit + bonus;
}

function quiet(value: number, noise: number): number {
  return Math.abs(value) <= noise ? 0 : value;
}
