/**
 * What the trader accepts by resuming manually: for `daily_loss` the daily loss so far and no more,
 * for `drawdown` the drawdown so far, for a halt by command nothing. In figures for the account and
 * as text for the trader.
 */

import type { MoneyUnit } from "../../models/currency.ts";
import type { HaltCause, RiskMetrics } from "../../models/mod.ts";
import { moneyText, percentText } from "../../models/figure_text.ts";
import type { RiskPolicy } from "../risk_policy.ts";

export interface ResumeGrant {
  readonly cause: HaltCause;
  /** Metrics in effect once the end of the halt is written; null when nothing changes. */
  readonly figures: RiskMetrics | null;
  /** Whole sentences. */
  readonly text: string;
}

export interface ResumeFacts {
  /** Null while equity is not confirmed: then nothing is accepted. */
  readonly metrics: RiskMetrics | null;
  readonly policy: RiskPolicy;
  readonly currency: MoneyUnit;
}

export function resumeGrant(cause: HaltCause, facts: ResumeFacts): ResumeGrant {
  const { metrics } = facts;
  if (cause === "command" || cause === "terminal") {
    return { cause, figures: null, text: "Daily loss and drawdown keep counting as before." };
  }
  if (cause === "group_loss") {
    const text = "Accepts no loss: while the account group is beyond its daily loss limit, it " +
      "halts again. Raise the limit and reload the settings to go on today.";
    return { cause, figures: null, text };
  }
  if (metrics === null) {
    const text = "Accepts no loss, because equity is not known: a limit that is still exceeded " +
      "halts again.";
    return { cause, figures: null, text };
  }
  return cause === "daily_loss" ? dayGrant(metrics, facts) : drawdownGrant(metrics, facts);
}

function dayGrant(
  metrics: RiskMetrics,
  { policy: { limits }, currency }: ResumeFacts,
): ResumeGrant {
  const { dayLossPct, drawdownPct, peakEquity, brokerDay } = metrics;
  const [loss, more] = [percentText(dayLossPct), percentText(limits.maxDailyLossPct)];
  const most = percentText(dayLossPct + limits.maxDailyLossPct);
  const text = `Accepts the loss of ${brokerDay} so far (${loss}): another ${more} may be lost ` +
    `until that day ends, ${most} in all. The equity high stays at ` +
    `${moneyText(peakEquity, currency)}: the drawdown is ${percentText(drawdownPct)} of ` +
    `${percentText(limits.maxDrawdownPct)} and keeps counting.`;
  return { cause: "daily_loss", figures: { ...metrics, acceptedLossPct: dayLossPct }, text };
}

function drawdownGrant(
  metrics: RiskMetrics,
  { policy: { limits }, currency }: ResumeFacts,
): ResumeGrant {
  const { peakEquity, equity } = metrics;
  const halts = moneyText(equity * (1 - limits.maxDrawdownPct / 100), currency);
  const text = `Sets the equity high from ${moneyText(peakEquity, currency)} to the current ` +
    `equity, ${moneyText(equity, currency)}: the drawdown limit ` +
    `(${percentText(limits.maxDrawdownPct)}) halts again at ${halts}. ` +
    "The daily loss is not accepted.";
  return { cause: "drawdown", figures: { ...metrics, peakEquity: equity, drawdownPct: 0 }, text };
}

/** For an account that has not connected since the bridge started. */
export function nothingGranted(cause: HaltCause, policy: RiskPolicy): ResumeGrant {
  return resumeGrant(cause, { metrics: null, policy, currency: "" });
}
