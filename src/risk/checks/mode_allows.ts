/** Is anything executed in this mode, and on this kind of account? */

import { isPaperTerminal, type Refusal } from "../../models/mod.ts";
import type { RiskFacts } from "../risk_facts.ts";

export function modeAllows({ policy, proposal }: RiskFacts): Refusal | null {
  const isPaper = isPaperTerminal(proposal.terminal);
  switch (policy.tradingMode) {
    case "safety":
      return refuse("TRADING_MODE is safety: signals are logged, nothing is executed");
    case "paper":
      return isPaper ? null : refuse(
        `TRADING_MODE is paper: nothing is executed on ${proposal.terminal}, only on its paper account`,
      );
    case "live":
      return isPaper ? refuse("TRADING_MODE is live: the paper account is not traded") : null;
  }
}

function refuse(message: string): Refusal {
  return { code: "mode_forbids", message };
}
