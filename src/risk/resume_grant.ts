/**
 * What the trader grants who ends a halt by hand: of `daily_loss` the loss of the day so far and no more, of `drawdown` the fall
 * from the peak, of a halt by command nothing. In figures for the account, and in words for the trader before and after.
 */

import type { HaltCause, RiskMetrics } from "../models/mod.ts";
import { moneyText, percentText } from "./money_text.ts";
import type { RiskPolicy } from "./risk_policy.ts";

export interface ResumeGrant {
  readonly cause: HaltCause;
  /** What holds once the end of the halt is written; null where nothing changes. */
  readonly figures: RiskMetrics | null;
  /** Whole sentences. */
  readonly text: string;
}

export interface ResumeFacts {
  /** Null while equity is not known for sure: then nothing is accepted. */
  readonly metrics: RiskMetrics | null;
  readonly policy: RiskPolicy;
  readonly currency: string;
}

export function resumeGrant(cause: HaltCause, facts: ResumeFacts): ResumeGrant {
  const { metrics, policy: { limits }, currency } = facts;
  if (cause === "command") {
    return { cause, figures: null, text: "It accepts no loss: every limit counts as before." };
  }
  if (metrics === null) {
    const text = "It accepts no loss, because equity is not known now: " +
      "a limit that is still broken halts again.";
    return { cause, figures: null, text };
  }
  const { dayLossPct, drawdownPct, peakEquity, equity, brokerDay } = metrics;
  const peak = moneyText(peakEquity, currency);
  if (cause === "daily_loss") {
    const most = percentText(dayLossPct + limits.maxDailyLossPct);
    const text = `It accepts the loss of ${brokerDay} so far, ${percentText(dayLossPct)}: ` +
      `another ${
        percentText(limits.maxDailyLossPct)
      } may be lost until that day ends, ${most} in ` +
      `all. The equity high stays at ${peak}: equity is ${percentText(drawdownPct)} below it, ` +
      `and MAX_DRAWDOWN_PCT (${percentText(limits.maxDrawdownPct)}) counts from it as before.`;
    return { cause, figures: { ...metrics, acceptedLossPct: dayLossPct }, text };
  }
  const halts = moneyText(equity * (1 - limits.maxDrawdownPct / 100), currency);
  const text = `It sets the equity high from ${peak} to the current equity, ` +
    `${moneyText(equity, currency)}: MAX_DRAWDOWN_PCT (${percentText(limits.maxDrawdownPct)}) ` +
    `counts from there and halts again at ${halts}. The loss of the day is not accepted by it.`;
  return { cause, figures: { ...metrics, peakEquity: equity, drawdownPct: 0 }, text };
}

/** For an account that has not been heard of in this life. */
export function nothingGranted(cause: HaltCause, policy: RiskPolicy): ResumeGrant {
  return resumeGrant(cause, { metrics: null, policy, currency: "" });
}
