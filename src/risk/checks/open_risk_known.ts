/**
 * A trade without a stop has an unknown loss, so the risk left for another trade is unknown as
 * well.
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
      `The risk of open trades in ${unknown.join(", ")} is unknown: add a stop loss to each ` +
      "that has none (UNPROTECTED_TRADES)",
  };
}
