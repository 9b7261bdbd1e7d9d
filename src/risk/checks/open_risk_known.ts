/**
 * A trade without a stop or a known value has an unknown loss, so the risk left for another trade
 * is unknown as well.
 */

import type { Refusal } from "../../models/mod.ts";
import { openRiskOf, unknownRiskText } from "../loss/open_risk.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";

export function openRiskKnown(facts: RiskFacts): Refusal | null {
  const { unknown } = openRiskOf(facts);
  if (unknown.length === 0) return null;
  return { code: "open_risk_unknown", message: `The ${unknownRiskText(unknown)}` };
}
