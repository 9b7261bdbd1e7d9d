/**
 * Notional value of all symbols that move together with this one, in the direction of the trade.
 */

import type { Refusal } from "../../models/mod.ts";
import { exposureRefusal } from "../exposure/exposure_limit.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";

export function groupExposureWithin(facts: RiskFacts): Refusal | null {
  return exposureRefusal(facts, "group");
}
