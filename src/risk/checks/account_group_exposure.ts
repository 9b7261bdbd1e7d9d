/** Notional value of all trades of all accounts of a group. */

import type { Refusal } from "../../models/mod.ts";
import { exposureRefusal } from "../exposure/exposure_limit.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";

export function accountGroupExposure(facts: RiskFacts): Refusal | null {
  return exposureRefusal(facts, "account_group");
}
