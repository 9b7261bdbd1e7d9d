/** The spread, in percent of the price. */

import type { Refusal } from "../../models/mod.ts";
import { distanceText, numberText } from "../../models/figure_text.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";

export function spreadWithin({ policy, proposal, price, account }: RiskFacts): Refusal | null {
  const wanted = policy.symbols.find(({ symbol }) => symbol === proposal.symbol);
  if (wanted === undefined || price === null) return null;
  const limit = policy.limits.maxSpreadPctOf[wanted.assetClass];
  const spreadPct = (price.ask - price.bid) / price.bid * 100;
  if (spreadPct <= limit) return null;
  const digits = account?.instruments.get(proposal.symbol)?.digits;
  const withDistance = (pct: number, pctText: string) =>
    digits === undefined ? pctText : `${distanceText(price.bid * pct / 100, digits)}, ${pctText}`;
  const spread = withDistance(spreadPct, `${numberText(spreadPct, 4)} %`);
  return {
    code: "spread_too_wide",
    message: `The spread of ${proposal.symbol} is ${spread} of the price ` +
      `(limit ${
        withDistance(limit, `${limit} %`)
      }: MAX_${wanted.assetClass.toUpperCase()}_SPREAD_PCT). ` +
      "Spreads often widen around news and at rollover.",
  };
}
