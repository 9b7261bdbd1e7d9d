/** Nothing opens risk during a halt, or until it is known that no halt is active. */

import type { Refusal } from "../../models/mod.ts";
import { haltCauseText } from "../../models/halt_reason.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";

export function notHalted({ halts }: RiskFacts): Refusal | null {
  if (halts === null) {
    return refuse("Halts of the last run are still being read from the store");
  }
  if (halts.length === 0) return null;
  const causes = new Set(halts.map(haltCauseText));
  return refuse(`Trading is halted: ${[...causes].join("; ")}`);
}

function refuse(message: string): Refusal {
  return { code: "halted", message };
}
