/** The spread, in percent of the price. */

import type { Refusal } from "../../models/mod.ts";
import { numberText } from "../money_text.ts";
import type { RiskFacts } from "../risk_facts.ts";

export function spreadWithin({ policy, proposal, price }: RiskFacts): Refusal | null {
  const wanted = policy.symbols.find(({ symbol }) => symbol === proposal.symbol);
  if (wanted === undefined || price === null) return null;
  const limit = policy.limits.maxSpreadPctOf[wanted.assetClass];
  const spreadPct = (price.ask - price.bid) / price.bid * 100;
  if (spreadPct <= limit) return null;
  return {
    code: "spread_too_wide",
    message: `The spread of ${proposal.symbol} is ${numberText(spreadPct, 4)} % of the price, ` +
      `MAX_${wanted.assetClass.toUpperCase()}_SPREAD_PCT allows ${limit} %; it is often wide ` +
      "around news and the change of the day",
  };
}
