/**
 * Whether the balance moves as the known deals say. Every change of a balance is a deal; one that
 * is not explained means that a deal is missing from what was read, and the whole history is asked
 * for. Pure: a fold over readings.
 */

import { smallestAmount } from "../../models/currency.ts";
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
}

export type BalanceVerdict = "explained" | "unexplained" | "read_whole_history";

export const newBalanceWatch: BalanceWatch = { base: null, dealsSum: 0, unexplainedReadings: 0 };

/** Doubles sum with dust: of a balance, a share of this; amounts are whole smallest coins. */
const dust = 1e-12;

/**
 * A deal may be made between the reading of the balance and that of the deals: the next reading has
 * both.
 */
const readingsBeforeWhole = 2;

/**
 * A deal so young may be in the deals and not yet in the balance that was read before them: no
 * reading to begin with.
 */
const quietMs = 10_000;

/** What the deal adds to the balance; credit is kept beside it. */
function balanceChange({ type, profit, swap, commission, fee }: VenueDeal): number {
  return type === "credit" ? 0 : profit + swap + commission + fee;
}

export interface BalanceReading {
  readonly balance: number;
  readonly takenBrokerMs: BrokerMs;
  /** Not seen by an earlier reading of this watch. */
  readonly newDeals: readonly VenueDeal[];
  readonly currency: string;
}

export function watchBalance(
  watch: BalanceWatch,
  { balance, takenBrokerMs, newDeals, currency }: BalanceReading,
): { readonly watch: BalanceWatch; readonly verdict: BalanceVerdict } {
  const dealsSum = newDeals.reduce((sum, deal) => sum + balanceChange(deal), watch.dealsSum);
  if (watch.base === null && newDeals.some((deal) => deal.brokerMs > takenBrokerMs - quietMs)) {
    return { watch: { ...watch, dealsSum }, verdict: "explained" };
  }
  const base = watch.base ?? balance - dealsSum;
  const tolerance = smallestAmount(currency) / 2 + dust * Math.abs(balance);
  if (Math.abs(unexplained({ ...watch, base, dealsSum }, balance)) < tolerance) {
    return { watch: { base, dealsSum, unexplainedReadings: 0 }, verdict: "explained" };
  }
  const unexplainedReadings = watch.unexplainedReadings + 1;
  return {
    watch: { base, dealsSum, unexplainedReadings },
    verdict: unexplainedReadings >= readingsBeforeWhole ? "read_whole_history" : "unexplained",
  };
}

/** What the balance has beyond the known deals. */
export function unexplained({ base, dealsSum }: BalanceWatch, balance: number): number {
  return base === null ? 0 : balance - dealsSum - base;
}

/**
 * The whole history was read and does not explain it: it is recorded, and the watch goes on from
 * here.
 */
export function rebase({ dealsSum }: BalanceWatch, balance: number): BalanceWatch {
  return { base: balance - dealsSum, dealsSum, unexplainedReadings: 0 };
}
