/** Whether the terminal allows programs to trade. */

import type { Refusal } from "../../models/mod.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";

export function tradingAllowed({ account }: RiskFacts): Refusal | null {
  return account === null || account.isTradingAllowed ? null : {
    code: "trading_not_allowed",
    message:
      "The terminal does not allow trading: turn on Algo Trading, allow it for the Expert Advisor, " +
      "and make sure the account is not logged in with the investor password",
  };
}
