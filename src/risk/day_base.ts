/**
 * What the loss of a day is counted from: the equity at its start. An account that began the day
 * with nothing (it was funded today) is counted from what has been paid in since.
 */

import type { RiskMetrics } from "../models/mod.ts";

export function dayBase(
  { dayStartEquity, dayFlows }: Pick<RiskMetrics, "dayStartEquity" | "dayFlows">,
): number {
  return dayStartEquity > 0 ? dayStartEquity : Math.max(0, dayStartEquity + dayFlows);
}
