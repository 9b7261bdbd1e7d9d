/**
 * How much money one trade may lose: RISK_PER_TRADE of equity, and never more than what is left
 * until the daily loss or the drawdown halts the account if every other stop is hit as well. Near a
 * limit trades become smaller instead of running through it.
 */

import type { MoneyUnit } from "../../models/currency.ts";
import { moneyText } from "../../models/figure_text.ts";
import { approximate, product, type Ratio, ratio } from "../../models/ratio.ts";
import { dayMoneyLeft } from "../day/day_base.ts";
import { openRiskOf } from "./open_risk.ts";
import type { RiskLimits } from "../../config/risk_limits.ts";
import type { RiskMetrics } from "../../models/mod.ts";
import type { AccountFacts, RiskFacts } from "../facts/risk_facts.ts";
import { isMore } from "../sizing.ts";

export interface AllowedLoss {
  readonly money: Ratio;
  /** What open trades leave `money` of; null for the risk per trade, which they do not reduce. */
  readonly shared: { readonly limit: number; readonly openRisk: number } | null;
  /** The setting that limits it. */
  readonly because:
    | "RISK_PER_TRADE"
    | "MAX_DAILY_LOSS_PCT"
    | "MAX_DRAWDOWN_PCT"
    | "MAX_OPEN_RISK_PCT"
    | "MAX_DAILY_LOSS"
    | "MAX_OPEN_RISK";
  /** The account group whose limit it is; missing for a limit of the account itself. */
  readonly group?: string;
}

/** Null while equity is not known. */
export function allowedLossOf(facts: RiskFacts): AllowedLoss | null {
  const { account, policy: { limits } } = facts;
  const metrics = account?.metrics ?? null;
  if (account === null || metrics === null) return null;
  const openRisk = openRiskOf(facts).money;
  const perTrade: AllowedLoss = {
    money: product(tradeMoney(metrics, limits), ratio(riskFractionOf(facts))),
    shared: null,
    because: "RISK_PER_TRADE",
  };
  return [...heatLimits(account, metrics, limits), ...groupHeatLimits(facts)]
    .map(({ money, ...limit }): AllowedLoss => ({
      money: ratio(money - openRisk),
      shared: { limit: money, openRisk },
      ...limit,
    }))
    .reduce((least, other) => isMore(least.money, other.money) ? other : least, perTrade);
}

/** A fraction that makes no sense allows nothing. */
function riskFractionOf({ proposal: { riskFraction = 1 } }: RiskFacts): number {
  return riskFraction > 0 && riskFraction <= 1 ? riskFraction : 0;
}

/** What RISK_PER_TRADE allows. */
export function tradeMoney({ equity }: RiskMetrics, { riskPerTradePct }: RiskLimits): Ratio {
  return product(ratio(equity), percentOf(riskPerTradePct));
}

export interface HeatLimit extends Pick<AllowedLoss, "because" | "group"> {
  readonly money: number;
}

/** What the groups of the account leave for all of its trades. */
function groupHeatLimits({ groups = [] }: RiskFacts): HeatLimit[] {
  return groups.flatMap(({ group, dayLossLeft, openRiskLeft }): HeatLimit[] => [
    ...(dayLossLeft === null
      ? []
      : [{ because: "MAX_DAILY_LOSS", money: dayLossLeft, group } as const]),
    ...(openRiskLeft === null
      ? []
      : [{ because: "MAX_OPEN_RISK", money: openRiskLeft, group } as const]),
  ]);
}

/** Limits of what all trades together may lose at their stops. */
export function heatLimits(
  { acceptedLossPct }: Pick<AccountFacts, "acceptedLossPct">,
  metrics: RiskMetrics,
  limits: RiskLimits,
): HeatLimit[] {
  const { equity, peakEquity, drawdownPct } = metrics;
  const lossPct = limits.maxDailyLossPct + acceptedLossPct;
  const openRiskPct = limits.maxOpenRiskPct ?? limits.maxDailyLossPct;
  return [
    { because: "MAX_DAILY_LOSS_PCT", money: dayMoneyLeft(metrics, lossPct) },
    {
      because: "MAX_DRAWDOWN_PCT",
      money: peakEquity * (limits.maxDrawdownPct - drawdownPct) / 100,
    },
    { because: "MAX_OPEN_RISK_PCT", money: equity * openRiskPct / 100 },
  ];
}

const shares: Readonly<Record<AllowedLoss["because"], string>> = {
  RISK_PER_TRADE: "the risk per trade",
  MAX_DAILY_LOSS_PCT: "left of the daily loss limit",
  MAX_DRAWDOWN_PCT: "left of the drawdown limit",
  MAX_OPEN_RISK_PCT: "allowed as open risk",
  MAX_DAILY_LOSS: "left of the daily loss limit",
  MAX_OPEN_RISK: "left of the open risk",
};

function shareText({ because, group }: Pick<AllowedLoss, "because" | "group">): string {
  const share = shares[because];
  return group === undefined ? share : `${share} of the account group ${group}`;
}

/**
 * `0.05 lots (risk 50.00 USD) exceeds the 12.00 USD left of the daily loss limit`. The risk of open
 * trades is named beside the limit, because it is not lost yet.
 */
export function excessText(
  volume: string,
  { money, shared, ...setting }: AllowedLoss,
  currency: MoneyUnit,
): string {
  const text = (amount: number) => moneyText(Math.max(0, amount), currency);
  const share = shareText(setting);
  if (shared === null) return `${volume} exceeds ${share} (${text(approximate(money))})`;
  const { limit, openRisk } = shared;
  const left = limitText({ money: limit, ...setting }, currency);
  if (openRisk <= 0) return `${volume} exceeds ${left}`;
  return openRisk >= limit
    ? `Open trades already risk ${text(openRisk)} of ${left}`
    : `${volume} and open trades (risk ${text(openRisk)}) exceed ${left}`;
}

/** `the 200.00 USD left of the daily loss limit`. */
export function limitText({ money, ...setting }: HeatLimit, currency: MoneyUnit): string {
  return `the ${moneyText(Math.max(0, money), currency)} ${shareText(setting)}`;
}

function percentOf(percent: number): Ratio {
  return product(ratio(percent), { over: 1n, under: 100n });
}
