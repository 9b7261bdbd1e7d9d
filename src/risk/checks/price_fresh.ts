/** With a stale or missing price it is unknown at what price an order would be filled. */

import type { Refusal } from "../../models/mod.ts";
import { secondsText } from "../../models/figure_text.ts";
import { isFresh } from "../../price/freshness.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";

export function priceFresh({ policy, proposal, price }: RiskFacts): Refusal | null {
  const limit = policy.limits.maxPriceAgeMs;
  if (price !== null && isFresh(price, limit)) return null;
  if (price === null || !price.isLive) {
    return refuse(`There is no live price of ${proposal.symbol}`);
  }
  return refuse(
    `The last price of ${proposal.symbol} is ${secondsText(price.ageMs)} old ` +
      `(limit ${secondsText(limit)}: MAX_PRICE_AGE)`,
  );
}

function refuse(message: string): Refusal {
  return { code: "price_stale", message };
}
