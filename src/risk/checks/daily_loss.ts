/** The daily loss, measured on equity. */

import type { Refusal } from "../../models/mod.ts";
import { percentText } from "../../models/figure_text.ts";
import { dailyLimitText } from "../halts/halt_text.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";

export function dailyLoss({ account, policy }: RiskFacts): Refusal | null {
  const metrics = account?.metrics ?? null;
  const limit = policy.limits.maxDailyLossPct;
  if (account === null || metrics === null) return null;
  if (metrics.dayLossPct - account.acceptedLossPct < limit) return null;
  return {
    code: "daily_loss",
    message: `Daily loss is ${percentText(metrics.dayLossPct)} ` +
      `(limit ${dailyLimitText(limit, account.acceptedLossPct)})`,
  };
}
