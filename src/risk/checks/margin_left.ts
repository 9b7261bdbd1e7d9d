/** The margin that would be left after the trade. */

import type { Refusal } from "../../models/mod.ts";
import { marginShortage } from "../volume/margin_shortage.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";

export function marginRefusal(facts: RiskFacts): Refusal | null {
  const message = marginShortage(facts);
  return message === null ? null : { code: "margin_too_low", message };
}
