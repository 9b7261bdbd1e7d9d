/**
 * The limits that a terminal applies by itself while the bridge is silent: the same ones as the
 * bridge's, in money instead of percent. Pure.
 */

import {
  type BrokerMs,
  brokerMs,
  type RiskMetrics,
  type TerminalLimits,
  type TradingMode,
} from "../models/mod.ts";
import { dayBase } from "./day_base.ts";
import type { RiskPolicy } from "./risk_policy.ts";

/** Null while the figures are not known; only a guard that is off needs none. */
export function terminalLimits(
  metrics: RiskMetrics | null,
  { asOfMs, mode, policy: { limits, guard } }: {
    /** The venue's time of the figures. */
    readonly asOfMs: BrokerMs;
    /** What may be sent to the account. */
    readonly mode: TradingMode;
    readonly policy: Pick<RiskPolicy, "limits" | "guard">;
  },
): TerminalLimits | null {
  const silenceSeconds = Math.ceil(guard.afterMs / 1_000);
  if (guard.policy === "off") return { ...noLimits, silenceSeconds };
  if (metrics === null) return null;
  const { brokerDay, dayStartEquity, dayFlows, acceptedLossPct, peakEquity } = metrics;
  const lossPct = limits.maxDailyLossPct + acceptedLossPct;
  return {
    // In safety mode nothing may be closed.
    policy: mode === "safety" ? "block" : guard.policy,
    silenceSeconds,
    dayFromMs: brokerMs(Date.parse(`${brokerDay}T00:00:00Z`)),
    dayBase: Math.max(0, dayStartEquity + dayFlows),
    dayLoss: dayBase(metrics) * lossPct / 100,
    dayLossPct: limits.maxDailyLossPct,
    equityFloor: Math.max(0, peakEquity * (1 - limits.maxDrawdownPct / 100)),
    countedMs: asOfMs,
  };
}

const noLimits: Omit<TerminalLimits, "silenceSeconds"> = {
  policy: "off",
  dayFromMs: brokerMs(0),
  dayBase: 0,
  dayLoss: 0,
  dayLossPct: 0,
  equityFloor: 0,
  countedMs: brokerMs(0),
};

/** Smaller changes, such as each new equity high, are sent together. */
const smallSharePct = 0.05;
const smallChangesEveryMs = 10_000;

/** Whether a terminal that has been sent `sent` must be sent `wanted`, now. */
export function mustBeSent(
  sent: TerminalLimits | null,
  wanted: TerminalLimits,
  sinceSentMs: number,
): boolean {
  if (sent === null) return true;
  const { policy, silenceSeconds, dayFromMs, dayLossPct } = wanted;
  const isSame = policy === sent.policy && silenceSeconds === sent.silenceSeconds &&
    dayFromMs === sent.dayFromMs && dayLossPct === sent.dayLossPct;
  if (!isSame) return true;
  const changes = ([
    [wanted.dayBase, sent.dayBase],
    [wanted.dayBase - wanted.dayLoss, sent.dayBase - sent.dayLoss],
    [wanted.equityFloor, sent.equityFloor],
  ] as const).map(([now, before]) => Math.abs(now - before));
  const largest = Math.max(...changes);
  if (largest < 0.01) return false;
  return largest > wanted.dayBase * smallSharePct / 100 || sinceSentMs >= smallChangesEveryMs;
}
