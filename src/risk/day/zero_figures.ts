/**
 * Whether an account that reports no money at all, before any of its days is known, may be
 * believed. A terminal that does not know its figures yet reports the same zeros, so all deals of
 * the account decide: a balance is their sum.
 */

import { type MoneyUnit, smallestAmount } from "../../models/currency.ts";
import type { AccountMetrics, VenueDeal } from "../../models/mod.ts";
import { dealAmount, dealNature } from "./deal_flow.ts";

type Figures = Pick<AccountMetrics, "balance" | "equity">;

/**
 * `unproven`: there are no deals. An account that was never funded, or whose lists are not loaded.
 */
export type ZeroEvidence = "shown" | "unproven" | "contradicted";

export function isZero({ balance, equity }: Figures): boolean {
  return balance <= 0 && equity <= 0;
}

/** `deals` are all that the venue lists of the account, up to the time of the figures. */
export function zeroEvidence(
  { balance }: Figures,
  deals: readonly VenueDeal[],
  currency: MoneyUnit,
): ZeroEvidence {
  const inBalance = deals.filter(({ type }) => dealNature(type) !== "credit");
  if (inBalance.length === 0) return "unproven";
  const sums = [inBalance, inBalance.filter(({ type }) => dealNature(type) !== "bonus")]
    .map((counted) => counted.reduce((sum, deal) => sum + dealAmount(deal), 0));
  const isShown = sums.some((sum) => Math.abs(sum - balance) < smallestAmount(currency));
  return isShown ? "shown" : "contradicted";
}
