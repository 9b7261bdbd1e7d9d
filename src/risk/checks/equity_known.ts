/** Losses and volumes are figured from equity: without a sound and recent one nothing is opened. */

import type { Refusal } from "../../models/mod.ts";
import type { RiskFacts } from "../risk_facts.ts";

export function equityKnown({ account }: RiskFacts): Refusal | null {
  if (account === null || account.metrics !== null) return null;
  return {
    code: "equity_unknown",
    message: `Equity is not known for sure: ${account.trouble ?? "nothing was received yet"}`,
  };
}
