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
} from "../../models/mod.ts";
import { dayBase } from "../day/day_base.ts";
import type { RiskPolicy } from "../risk_policy.ts";

/** Null while the figures are not known; only a guard that is off needs none. */
export function terminalLimits(
  metrics: RiskMetrics | null,
  { flowsToMs, mode, policy: { limits, guard } }: {
    /** Deposits and withdrawals up to here are in the figures. */
    readonly flowsToMs: BrokerMs;
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
    countedMs: flowsToMs,
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
/** Changes below this share of the limits are never sent; a share fits any currency. */
const noiseShare = 1e-6;

/** Whether a terminal that has been sent `sent` must be sent `wanted`, now. */
export function mustBeSent(
  sent: TerminalLimits | null,
  wanted: TerminalLimits,
  sinceSentMs: number,
): boolean {
  if (sent === null) return true;
  const { policy, silenceSeconds, dayFromMs, dayLossPct, countedMs } = wanted;
  const isSame = policy === sent.policy && silenceSeconds === sent.silenceSeconds &&
    dayFromMs === sent.dayFromMs && dayLossPct === sent.dayLossPct && countedMs === sent.countedMs;
  if (!isSame) return true;
  const changes = ([
    [wanted.dayBase, sent.dayBase],
    [wanted.dayBase - wanted.dayLoss, sent.dayBase - sent.dayLoss],
    [wanted.equityFloor, sent.equityFloor],
  ] as const).map(([now, before]) => Math.abs(now - before));
  const largest = Math.max(...changes);
  if (largest <= noiseShare * Math.max(wanted.dayBase, wanted.equityFloor)) return false;
  return largest > wanted.dayBase * smallSharePct / 100 || sinceSentMs >= smallChangesEveryMs;
}
