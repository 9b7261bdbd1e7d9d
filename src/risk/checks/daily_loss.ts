/** The loss of the broker's day, on equity. */

import type { Refusal } from "../../models/mod.ts";
import { dayBase } from "../day_base.ts";
import { moneyText, percentText } from "../money_text.ts";
import type { RiskFacts } from "../risk_facts.ts";

export function dailyLoss({ account, policy }: RiskFacts): Refusal | null {
  const metrics = account?.metrics ?? null;
  const limit = policy.limits.maxDailyLossPct;
  if (account === null || metrics === null) return null;
  if (metrics.dayLossPct - account.acceptedLossPct < limit) return null;
  const { currency } = account.identity;
  return {
    code: "daily_loss",
    message: `${percentText(metrics.dayLossPct)} of the ${
      moneyText(dayBase(metrics), currency)
    } at the start of the day are lost, MAX_DAILY_LOSS_PCT allows ${percentText(limit)}`,
  };
}
