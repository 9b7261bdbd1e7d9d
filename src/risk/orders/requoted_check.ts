/**
 * What follows when the terminal's own check of an order says that the price has moved (10004,
 * 10020, 10021). A check executes nothing, so it may be repeated at the price of the next moment.
 * Pure.
 */

import { orderDirection, type OrderProposal, retcodeNamed, retcodes } from "../../models/mod.ts";
import { entryPriceOf } from "../facts/entry_price.ts";
import type { BrokerCheck, SeenPrice } from "../facts/risk_facts.ts";

/** As for orders that are sent again: one requote is common, two are rare. */
export const requotedChecksMax = 2;
/** Gives the terminal time to have a new quote. */
export const requotedCheckDelayMs = 150;

export function isRequoted(check: BrokerCheck | null): boolean {
  if (check === null || check.ok || check.error.code !== "call_refused") return false;
  const name = retcodeNamed(check.error.retcode);
  return name !== null && retcodes[name].retry === "reprice";
}

/** Whether the price is not much worse than the one that was decided first. */
export function isWithinSlippage(
  proposal: Pick<OrderProposal, "type" | "price" | "stopLimitPrice">,
  { first, now, maxSlippagePct }: {
    readonly first: SeenPrice | null;
    readonly now: SeenPrice | null;
    readonly maxSlippagePct: number;
  },
): boolean {
  const [decided, current] = [entryPriceOf(proposal, first), entryPriceOf(proposal, now)];
  if (decided === null || current === null) return false;
  const worse = orderDirection(proposal.type) === "buy" ? current - decided : decided - current;
  return worse <= decided * maxSlippagePct / 100;
}
