/** The drawdown from the highest equity. */

import type { Refusal } from "../../models/mod.ts";
import { moneyText, percentText } from "../../models/figure_text.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";

export function drawdown({ account, policy }: RiskFacts): Refusal | null {
  const metrics = account?.metrics ?? null;
  const limit = policy.limits.maxDrawdownPct;
  if (account === null || metrics === null || metrics.drawdownPct < limit) return null;
  const peak = moneyText(metrics.peakEquity, account.identity);
  return {
    code: "drawdown",
    message: `Drawdown is ${percentText(metrics.drawdownPct)} from the equity high of ${peak} ` +
      `(limit ${percentText(limit)})`,
  };
}
