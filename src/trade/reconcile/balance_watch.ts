/**
 * Checks the balance against the known deals. Every balance change is a deal, so an unexplained
 * change means that a deal is missing and the whole history must be read. Pure: a fold over
 * readings.
 */

import { type MoneyUnit, smallestAmount } from "../../models/currency.ts";
import type { BrokerMs, VenueDeal } from "../../models/mod.ts";

export interface BalanceWatch {
  /**
   * Balance less all deals since the watch began: constant while nothing is missing. Null before
   * the first reading.
   */
  readonly base: number | null;
  readonly dealsSum: number;
  /** Readings in a row that do not add up. */
  readonly unexplainedReadings: number;
  /** Null while nothing is missing. */
  readonly doubt: BalanceDoubt | null;
}

/** What the known deals do not explain, and since when, by the steady clock. */
interface BalanceDoubt {
  readonly amount: number;
  /** The amount has not changed since then. */
  readonly sameSinceMs: number;
  readonly beganMs: number;
}

export type BalanceVerdict = "explained" | "unexplained" | "read_whole_history";

export const newBalanceWatch: BalanceWatch = {
  base: null,
  dealsSum: 0,
  unexplainedReadings: 0,
  doubt: null,
};

/** Rounding errors of doubles, as a share of the balance. */
const dust = 1e-12;

/** A deal may fall between reading the balance and reading the deals; the next reading has both. */
const readingsBeforeWhole = 2;

/**
 * A terminal often shows a new balance before the deal behind it: a change is reported when nothing
 * has explained it for this long.
 */
const dealArrivesWithinMs = 10_000;
/** On a busy account, where something else is missing at each reading. */
const doubtMaxMs = 60_000;

/**
 * A deal younger than this may be missing from the balance, which is read before the deals, so the
 * watch does not start with such a reading.
 */
const quietMs = 10_000;

/** The amount that the deal adds to the balance; credit is not part of the balance. */
function balanceChange({ type, profit, swap, commission, fee }: VenueDeal): number {
  return type === "credit" ? 0 : profit + swap + commission + fee;
}

export interface BalanceReading {
  readonly balance: number;
  readonly takenBrokerMs: BrokerMs;
  /** Deals that no earlier reading of this watch contained. */
  readonly newDeals: readonly VenueDeal[];
  /** When the reading began, by the steady clock. */
  readonly steadyMs: number;
  readonly currency: MoneyUnit;
}

export function watchBalance(
  watch: BalanceWatch,
  { balance, takenBrokerMs, newDeals, steadyMs, currency }: BalanceReading,
): { readonly watch: BalanceWatch; readonly verdict: BalanceVerdict } {
  const dealsSum = newDeals.reduce((sum, deal) => sum + balanceChange(deal), watch.dealsSum);
  if (watch.base === null && newDeals.some((deal) => deal.brokerMs > takenBrokerMs - quietMs)) {
    return { watch: { ...watch, dealsSum }, verdict: "explained" };
  }
  const base = watch.base ?? balance - dealsSum;
  const tolerance = smallestAmount(currency) / 2 + dust * Math.abs(balance);
  const amount = unexplained({ base, dealsSum }, balance);
  if (Math.abs(amount) < tolerance) {
    return { watch: { base, dealsSum, unexplainedReadings: 0, doubt: null }, verdict: "explained" };
  }
  const unexplainedReadings = watch.unexplainedReadings + 1;
  const before = watch.doubt;
  const isSame = before !== null && Math.abs(before.amount - amount) < tolerance;
  const doubt = {
    amount,
    sameSinceMs: isSame ? before.sameSinceMs : steadyMs,
    beganMs: before?.beganMs ?? steadyMs,
  };
  return {
    watch: { base, dealsSum, unexplainedReadings, doubt },
    verdict: unexplainedReadings >= readingsBeforeWhole ? "read_whole_history" : "unexplained",
  };
}

/** The part of the balance that the known deals do not explain. */
export function unexplained(
  { base, dealsSum }: Pick<BalanceWatch, "base" | "dealsSum">,
  balance: number,
): number {
  return base === null ? 0 : balance - dealsSum - base;
}

/** Deals have had the time in which they usually arrive. */
export function isOverdue({ doubt }: BalanceWatch, steadyMs: number): boolean {
  if (doubt === null) return false;
  return steadyMs - doubt.sameSinceMs >= dealArrivesWithinMs ||
    steadyMs - doubt.beganMs >= doubtMaxMs;
}

/**
 * Restarts the watch at the current balance after the whole history did not explain the change,
 * which is recorded.
 */
export function rebase({ dealsSum }: BalanceWatch, balance: number): BalanceWatch {
  return { ...newBalanceWatch, base: balance - dealsSum, dealsSum };
}
