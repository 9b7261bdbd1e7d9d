/**
 * Whether the figures of an account make sense. A terminal that is just starting, or that has lost
 * its server, may report zeros; they are neither a loss nor a withdrawal.
 */

import type { MoneyUnit } from "../../models/currency.ts";
import type { AccountMetrics, VenuePosition } from "../../models/mod.ts";
import { moneyText } from "../../models/figure_text.ts";
import type { LedgerComparison } from "./day_ledger.ts";

export interface KnownOfAccount {
  /** Null while no day is being counted. */
  readonly comparison: LedgerComparison | null;
  /** From the same answer; null in a message without positions. */
  readonly positions: readonly VenuePosition[] | null;
  readonly currency: MoneyUnit;
}

/** Prices may move between the readings of the account and of its positions. */
const profitShareMax = 0.5;
/** Share of the balance; a smaller difference in the profit cannot break a limit. */
const balanceShareMax = 0.002;

/**
 * In percent of the previous equity: a market rarely moves it that much between two messages, which
 * are a second apart.
 */
const jumpShareMin = 0.01;

/** Whether equity differs so much from the message before that the positions should show why. */
export function isJump(before: AccountMetrics | undefined, account: AccountMetrics): boolean {
  if (before === undefined) return false;
  return Math.abs(account.equity - before.equity) > jumpShareMin * Math.abs(before.equity);
}

/** Why the figures cannot be used; null when they can. */
export function figureProblem(account: AccountMetrics, known: KnownOfAccount): string | null {
  return unreadable(account) ?? missing(account, known) ?? contradiction(account, known);
}

function unreadable({ balance, equity, profit }: AccountMetrics): string | null {
  const figures = { balance, equity, "floating profit": profit };
  const bad = Object.entries(figures).find(([, value]) => !Number.isFinite(value));
  return bad === undefined ? null : `the terminal reports ${bad[0]} as ${bad[1]}`;
}

/** Balance or equity is zero although no deal explains it, or although positions are open. */
function missing(
  { balance, equity }: AccountMetrics,
  { comparison, positions, currency }: KnownOfAccount,
): string | null {
  if (comparison === null) {
    if (equity > 0 || (positions ?? []).length === 0) return null;
    return `the terminal reports equity as ${moneyText(equity, currency)} with open positions`;
  }
  const { unexplained } = comparison;
  if (balance <= 0 && unexplained.balance !== 0) {
    return `the terminal reports balance as ${
      moneyText(balance, currency)
    }, which no deal explains`;
  }
  if (equity <= 0 && unexplained.credit !== 0) {
    return `the terminal reports equity as ${moneyText(equity, currency)}, which its balance and ` +
      "floating profit do not explain";
  }
  return null;
}

/** The account's floating profit is not that of its positions. */
export function contradiction(
  { balance, profit }: AccountMetrics,
  { positions, currency }: Pick<KnownOfAccount, "positions" | "currency">,
): string | null {
  if (positions === null) return null;
  const listed = listedProfit(positions);
  const size = positions.reduce((sum, one) => sum + Math.abs(one.profit + one.swap), 0);
  const allowed = profitShareMax * size + balanceShareMax * Math.abs(balance);
  if (Math.abs(profit - listed) <= allowed) return null;
  const [reported, expected] = [moneyText(profit, currency), moneyText(listed, currency)];
  return `the terminal reports a floating profit of ${reported}, its positions have ${expected}`;
}

/** With swap, as the account counts it. */
export function listedProfit(positions: readonly VenuePosition[]): number {
  return positions.reduce((sum, { profit, swap }) => sum + profit + swap, 0);
}
