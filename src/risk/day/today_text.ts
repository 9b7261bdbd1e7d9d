/** The result of an account's day as text. Pure. */

import type { MoneyUnit } from "../../models/currency.ts";
import { percentText, signedMoneyText } from "../../models/figure_text.ts";
import type { RiskMetrics } from "../../models/mod.ts";
import { dayBase } from "./day_base.ts";

/** `+8.87 USD (+0.09 %)`, without deposits and withdrawals. */
export function todayText(metrics: RiskMetrics, currency: MoneyUnit): string {
  const change = metrics.equity - metrics.dayStartEquity - metrics.dayFlows;
  const base = dayBase(metrics);
  const money = signedMoneyText(change, currency);
  if (base <= 0) return money;
  const share = change / base * 100;
  return `${money} (${share > 0 ? "+" : ""}${percentText(share)})`;
}
