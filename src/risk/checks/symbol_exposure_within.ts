/** Notional value of everything open in one symbol, both directions added up. */

import type { Refusal } from "../../models/mod.ts";
import { exposureRefusal } from "../exposure/exposure_limit.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";

export function symbolExposureWithin(facts: RiskFacts): Refusal | null {
  return exposureRefusal(facts, "symbol");
}
