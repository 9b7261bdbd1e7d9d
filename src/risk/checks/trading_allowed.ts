/** Does the terminal let programs trade? */

import type { Refusal } from "../../models/mod.ts";
import type { RiskFacts } from "../risk_facts.ts";

export function tradingAllowed({ account }: RiskFacts): Refusal | null {
  return account === null || account.isTradingAllowed ? null : {
    code: "trading_not_allowed",
    message:
      "The terminal does not allow trading: switch Algo Trading on, allow it for the Expert Advisor, " +
      "and check that the account may trade and is not logged in with the investor password",
  };
}
