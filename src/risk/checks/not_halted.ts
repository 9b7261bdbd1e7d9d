/** While a halt lasts, or is not known to have ended, nothing opens risk. */

import type { Refusal } from "../../models/mod.ts";
import type { RiskFacts } from "../risk_facts.ts";

export function notHalted({ halts }: RiskFacts): Refusal | null {
  if (halts === null) {
    return refuse(
      "Halts of the last run are not read from the store yet; nothing is opened before",
    );
  }
  if (halts.length === 0) return null;
  return refuse(`Halted: ${halts.map(({ reason }) => reason).join("; ")}`);
}

function refuse(message: string): Refusal {
  return { code: "halted", message };
}
