/**
 * Losses and volumes are computed from equity: without a valid and recent figure nothing is opened.
 */

import type { Refusal } from "../../models/mod.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";

export function equityKnown({ account }: RiskFacts): Refusal | null {
  if (account === null || account.metrics !== null) return null;
  return {
    code: "equity_unknown",
    message: `Equity is not confirmed: ${account.trouble ?? "no account data received yet"}`,
  };
}
