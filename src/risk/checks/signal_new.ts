/** A signal is acted on once, whatever is told twice. */

import type { Refusal } from "../../models/mod.ts";
import type { RiskFacts } from "../risk_facts.ts";

export function signalNew({ isDuplicate }: RiskFacts): Refusal | null {
  return !isDuplicate ? null : {
    code: "duplicate_signal",
    message: "This signal has already been traded",
  };
}
