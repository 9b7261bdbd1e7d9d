/** Some symbols are long-only or short-only. */

import { orderDirection, type Refusal } from "../../models/mod.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";

export function sideAllowed({ proposal, account }: RiskFacts): Refusal | null {
  const mode = account?.instruments.get(proposal.symbol)?.tradeMode;
  const direction = orderDirection(proposal.type);
  const isRefused = (mode === "long_only" && direction === "sell") ||
    (mode === "short_only" && direction === "buy");
  return !isRefused ? null : {
    code: "side_not_allowed",
    message: `${proposal.symbol} is ${
      mode === "long_only" ? "long-only" : "short-only"
    } at this broker`,
  };
}
