/** A signal is traded once, even when it is delivered twice. */

import type { Refusal } from "../../models/mod.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";

export function signalNew({ isDuplicate }: RiskFacts): Refusal | null {
  return !isDuplicate ? null : {
    code: "duplicate_signal",
    message: "This signal has already been traded",
  };
}
