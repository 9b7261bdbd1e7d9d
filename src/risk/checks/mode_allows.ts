/** Whether this mode sends orders to this kind of account. */

import { isPaperTerminal, type Refusal } from "../../models/mod.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";

export function modeAllows({ policy, proposal }: RiskFacts): Refusal | null {
  const isPaper = isPaperTerminal(proposal.terminal);
  switch (policy.tradingMode) {
    case "safety":
      return refuse("Safety mode: signals are logged, no orders are sent");
    case "paper":
      return isPaper ? null : refuse("Paper mode: orders go to the paper account only");
    case "live":
      return isPaper ? refuse("Live mode: the paper account is not traded") : null;
  }
}

function refuse(message: string): Refusal {
  return { code: "mode_forbids", message };
}
