/**
 * Of a trade without a stop nobody can say what it may lose, so nobody can say what is left for
 * another one.
 */

import type { Refusal } from "../../models/mod.ts";
import { openRiskOf } from "../open_risk.ts";
import type { RiskFacts } from "../risk_facts.ts";

export function openRiskKnown(facts: RiskFacts): Refusal | null {
  const { unknown } = openRiskOf(facts);
  if (unknown.length === 0) return null;
  return {
    code: "open_risk_unknown",
    message:
      `What open trades of ${unknown.join(", ")} may lose is not known: give each a stop loss ` +
      "(UNPROTECTED_TRADES)",
  };
}
