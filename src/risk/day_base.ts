/**
 * The base of the daily loss: equity at the start of the day. For an account that started the day
 * empty (it was funded today) it is the amount paid in since.
 */

import type { RiskMetrics } from "../models/mod.ts";

export function dayBase(
  { dayStartEquity, dayFlows }: Pick<RiskMetrics, "dayStartEquity" | "dayFlows">,
): number {
  return dayStartEquity > 0 ? dayStartEquity : Math.max(0, dayStartEquity + dayFlows);
}
