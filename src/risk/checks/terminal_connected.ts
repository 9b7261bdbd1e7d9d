/** Whether the account's terminal is connected. */

import type { Refusal } from "../../models/mod.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";

export function terminalConnected({ account, proposal }: RiskFacts): Refusal | null {
  return account !== null ? null : {
    code: "terminal_not_connected",
    message: `${proposal.terminal} is not connected`,
  };
}
