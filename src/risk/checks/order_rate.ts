/** Limits the order rate, so that a runaway strategy is stopped before its losses stop it. */

import type { Refusal } from "../../models/mod.ts";
import { countText } from "../../models/figure_text.ts";
import type { RiskFacts } from "../risk_facts.ts";

export function orderRate({ policy, ordersLastMinute }: RiskFacts): Refusal | null {
  const limit = policy.limits.maxOrdersPerMinute;
  return ordersLastMinute < limit ? null : {
    code: "order_rate",
    message: `Already ${countText(ordersLastMinute, "order")} in the last minute ` +
      `(limit ${limit}: MAX_ORDERS_PER_MINUTE)`,
  };
}
