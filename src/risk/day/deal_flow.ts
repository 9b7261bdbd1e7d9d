/**
 * Which deals are cash flows and which are trading results. Deposits, withdrawals, credit, bonus
 * and corrections are flows: they are neither profit nor loss. Everything else (trades with swap,
 * commission and fee, charges, interest, dividends, taxes) is a result.
 */

import type { DealType, VenueDeal } from "../../models/mod.ts";

/** `credit` flows change equity without changing the balance. */
export type DealNature = "flow" | "credit" | "bonus" | "result";

const natures: Readonly<Partial<Record<DealType, DealNature>>> = {
  balance: "flow",
  correction: "flow",
  credit: "credit",
  // Brokers add a bonus to the balance, or to the credit.
  bonus: "bonus",
};

export function dealNature(type: DealType): DealNature {
  return natures[type] ?? "result";
}

export function isFlow(type: DealType): boolean {
  return dealNature(type) !== "result";
}

/** The amount by which the deal changed the account. */
export function dealAmount(
  { profit, swap, commission, fee }: Pick<VenueDeal, "profit" | "swap" | "commission" | "fee">,
): number {
  return profit + swap + commission + fee;
}
