/**
 * The base of the daily loss: equity at the start of the day. For an account that started the day
 * empty (it was funded today) it is the amount deposited since. Also calculates how much may still
 * be lost.
 */

import type { RiskMetrics } from "../../models/mod.ts";

export function dayBase(
  { dayStartEquity, dayFlows }: Pick<RiskMetrics, "dayStartEquity" | "dayFlows">,
): number {
  return dayStartEquity > 0 ? dayStartEquity : Math.max(0, dayStartEquity + dayFlows);
}

/**
 * What may be lost until the loss of the day is `lossPct` of its base. A profit of the day may be
 * lost first: the loss of the day only begins below its start.
 */
export function dayMoneyLeft(
  metrics: Pick<RiskMetrics, "dayStartEquity" | "dayFlows" | "dayLossPct" | "equity">,
  lossPct: number,
): number {
  const { dayStartEquity, dayFlows, dayLossPct, equity } = metrics;
  const base = dayBase(metrics);
  const profit = base > 0 && dayLossPct <= 0 ? Math.max(0, equity - dayStartEquity - dayFlows) : 0;
  return profit + base * (lossPct - dayLossPct) / 100;
}
