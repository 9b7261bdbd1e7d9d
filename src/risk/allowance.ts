/**
 * How much money one trade may lose: RISK_PER_TRADE of equity, and never more than what is left
 * until the daily loss or the drawdown halts the account if every other stop is hit as well. Near a
 * limit trades become smaller instead of running through it.
 */

import { moneyText } from "../models/figure_text.ts";
import { approximate, product, type Ratio, ratio } from "../models/ratio.ts";
import { dayBase } from "./day_base.ts";
import { openRiskOf } from "./open_risk.ts";
import type { RiskLimits } from "../config/risk_limits.ts";
import type { RiskMetrics } from "../models/mod.ts";
import type { AccountFacts, RiskFacts } from "./risk_facts.ts";
import { isMore } from "./sizing.ts";

export interface Allowance {
  readonly money: Ratio;
  /** The setting that limits it. */
  readonly because:
    | "RISK_PER_TRADE"
    | "MAX_DAILY_LOSS_PCT"
    | "MAX_DRAWDOWN_PCT"
    | "MAX_OPEN_RISK_PCT";
}

/** Null while equity is not known. */
export function allowanceOf(facts: RiskFacts): Allowance | null {
  const { account, policy: { limits } } = facts;
  const metrics = account?.metrics ?? null;
  if (account === null || metrics === null) return null;
  const openRisk = openRiskOf(facts).money;
  const perTrade: Allowance = {
    money: product(ratio(metrics.equity), percentOf(limits.riskPerTradePct)),
    because: "RISK_PER_TRADE",
  };
  return heatLimits(account, metrics, limits)
    .map(({ money, because }): Allowance => ({ money: ratio(money - openRisk), because }))
    .reduce((least, other) => isMore(least.money, other.money) ? other : least, perTrade);
}

export interface HeatLimit {
  readonly money: number;
  /** The setting that sets it. */
  readonly because: Allowance["because"];
}

/** Limits of what all trades together may lose at their stops. */
export function heatLimits(
  { acceptedLossPct }: Pick<AccountFacts, "acceptedLossPct">,
  metrics: RiskMetrics,
  limits: RiskLimits,
): HeatLimit[] {
  const { equity, peakEquity, drawdownPct, dayLossPct } = metrics;
  const leftPct = limits.maxDailyLossPct + acceptedLossPct - dayLossPct;
  const openRiskPct = limits.maxOpenRiskPct ?? limits.maxDailyLossPct;
  return [
    { because: "MAX_DAILY_LOSS_PCT", money: dayBase(metrics) * leftPct / 100 },
    {
      because: "MAX_DRAWDOWN_PCT",
      money: peakEquity * (limits.maxDrawdownPct - drawdownPct) / 100,
    },
    { because: "MAX_OPEN_RISK_PCT", money: equity * openRiskPct / 100 },
  ];
}

const shares: Readonly<Record<Allowance["because"], string>> = {
  RISK_PER_TRADE: "the risk per trade",
  MAX_DAILY_LOSS_PCT: "what is left of the daily loss limit",
  MAX_DRAWDOWN_PCT: "what is left of the drawdown limit",
  MAX_OPEN_RISK_PCT: "what is left of the limit of open risk",
};

/** `what is left of the daily loss limit (12.00 USD)`. */
export function allowedText({ money, because }: Allowance, currency: string): string {
  return `${shares[because]} (${moneyText(Math.max(0, approximate(money)), currency)})`;
}

function percentOf(percent: number): Ratio {
  return product(ratio(percent), { over: 1n, under: 100n });
}
