/** Brokers may limit the number of pending orders of an account. */

import { isPendingType, type Refusal } from "../../models/mod.ts";
import { countText } from "../../models/figure_text.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";

/** A pending order that is still being sent counts, too. */
export function pendingOrdersWithin({ proposal, account, commitments }: RiskFacts): Refusal | null {
  const limit = account?.caps?.pendingOrdersMax;
  if (limit === undefined || !isPendingType(proposal.type)) return null;
  const count = commitments.filter((one) => !one.isPosition && one.isMarketOrder !== true).length;
  return count < limit ? null : {
    code: "too_many_orders",
    message: `Already ${countText(count, "pending order")} ` +
      `(limit ${limit}: the broker allows no more on this account)`,
  };
}
