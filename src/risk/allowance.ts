/**
 * How much money one trade may lose: RISK_PER_TRADE of equity, and never more than what is left until the daily loss or the
 * drawdown halts the account. Near a limit trades become smaller instead of running through it.
 */

import { moneyText } from "../models/figure_text.ts";
import type { RiskMetrics } from "../models/mod.ts";
import { approximate, product, type Ratio, ratio } from "../models/ratio.ts";
import { dayBase } from "./day_base.ts";
import type { RiskLimits } from "../config/risk_limits.ts";
import { isMore } from "./sizing.ts";

export interface Allowance {
  readonly money: Ratio;
  /** The setting that it comes from. */
  readonly because: "RISK_PER_TRADE" | "MAX_DAILY_LOSS_PCT" | "MAX_DRAWDOWN_PCT";
}

export function allowanceOf(
  metrics: RiskMetrics,
  acceptedLossPct: number,
  limits: RiskLimits,
): Allowance {
  const leftPct = limits.maxDailyLossPct + acceptedLossPct - metrics.dayLossPct;
  const perTrade: Allowance = {
    money: product(ratio(metrics.equity), percentOf(limits.riskPerTradePct)),
    because: "RISK_PER_TRADE",
  };
  const leftToday: Allowance = {
    money: ratio(dayBase(metrics) * leftPct / 100),
    because: "MAX_DAILY_LOSS_PCT",
  };
  const leftToDrawdown: Allowance = {
    money: ratio(metrics.peakEquity * (limits.maxDrawdownPct - metrics.drawdownPct) / 100),
    because: "MAX_DRAWDOWN_PCT",
  };
  return [leftToday, leftToDrawdown].reduce(
    (least, other) => isMore(least.money, other.money) ? other : least,
    perTrade,
  );
}

const shares: Readonly<Record<Allowance["because"], string>> = {
  RISK_PER_TRADE: "the risk per trade",
  MAX_DAILY_LOSS_PCT: "what is left of the daily loss limit",
  MAX_DRAWDOWN_PCT: "what is left of the drawdown limit",
};

/** `what is left of the daily loss limit (12.00 USD)`. */
export function allowedText({ money, because }: Allowance, currency: string): string {
  return `${shares[because]} (${moneyText(Math.max(0, approximate(money)), currency)})`;
}

function percentOf(percent: number): Ratio {
  return product(ratio(percent), { over: 1n, under: 100n });
}
