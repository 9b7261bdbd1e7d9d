/** Notional value of the net position in each of the two currencies that the trade is in. */

import type { Refusal } from "../../models/mod.ts";
import { exposureRefusal } from "../exposure/exposure_limit.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";

export function currencyExposureWithin(facts: RiskFacts): Refusal | null {
  return exposureRefusal(facts, "currency");
}
