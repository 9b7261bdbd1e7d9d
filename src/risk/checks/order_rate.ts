/** Limits the order rate, so that a runaway strategy is stopped before its losses grow. */

import type { Refusal } from "../../models/mod.ts";
import { countText } from "../../models/figure_text.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";

export function orderRate(
  { policy, account, ordersLastMinute }: Pick<RiskFacts, "policy" | "account" | "ordersLastMinute">,
): Refusal | null {
  const own = policy.limits.maxOrdersPerMinute;
  const cap = account?.caps?.ordersPerMinuteMax ?? Infinity;
  const limit = Math.min(own, cap);
  const setting = cap < own
    ? "InpMaxOrdersPerMinute of the Expert Advisor"
    : "MAX_ORDERS_PER_MINUTE";
  return ordersLastMinute < limit ? null : {
    code: "order_rate",
    message: `Already ${countText(ordersLastMinute, "order")} in the last minute ` +
      `(limit ${limit}: ${setting})`,
  };
}
