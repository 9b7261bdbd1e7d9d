/**
 * Refuses prices that are invalid for the symbol before they are used: a stop of 1e-10 would be
 * rounded to none.
 */

import { noPriceText, type Refusal } from "../../models/mod.ts";
import { alignedProposal } from "../orders/aligned_proposal.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";

export function priceQuotable({ proposal, account }: RiskFacts): Refusal | null {
  const aligned = alignedProposal(proposal, account?.instruments.get(proposal.symbol));
  if (aligned.ok) return null;
  return { code: "price_off_grid", message: noPriceText(aligned.error, proposal.symbol) };
}
