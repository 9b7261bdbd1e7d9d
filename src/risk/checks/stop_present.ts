/** Without a stop loss nobody can say what a trade risks. */

import type { Refusal } from "../../models/mod.ts";
import { stopLossOf } from "../entry_price.ts";
import type { RiskFacts } from "../risk_facts.ts";

export function stopPresent({ proposal }: RiskFacts): Refusal | null {
  return stopLossOf(proposal) !== null ? null : {
    code: "stop_missing",
    message: "No stop loss: risk cannot be calculated. Add one.",
  };
}
