/** When an account is to be halted, and when a halt is over. The actor carries out what is decided here. */

import type {
  BrokerMs,
  Halt,
  HaltCause,
  HaltPolicy,
  HaltScope,
  RiskMetrics,
  TerminalId,
  UnixMs,
} from "../models/mod.ts";
import { isLaterDay } from "./broker_day.ts";
import { dayBase } from "./day_base.ts";
import { moneyText, percentText } from "./money_text.ts";
import type { RiskPolicy } from "./risk_policy.ts";

export interface Breach {
  readonly cause: HaltCause;
  readonly reason: string;
}

/** Limits that are broken and have no halt yet. */
export function breachesOf(
  metrics: RiskMetrics,
  { limits }: RiskPolicy,
  { halts, currency }: { readonly halts: readonly Halt[]; readonly currency: string },
): Breach[] {
  const { acceptedLossPct } = metrics;
  const isHalted = (cause: HaltCause) => halts.some((halt) => halt.cause === cause);
  const breaches: Breach[] = [];
  if (!isHalted("daily_loss") && metrics.dayLossPct - acceptedLossPct >= limits.maxDailyLossPct) {
    const start = moneyText(dayBase(metrics), currency);
    const beyond = acceptedLossPct === 0
      ? ""
      : ` beyond the ${percentText(acceptedLossPct)} accepted`;
    breaches.push({
      cause: "daily_loss",
      reason: `equity ${moneyText(metrics.equity, currency)} is a loss of ` +
        `${
          percentText(metrics.dayLossPct)
        } of the ${start} at the start of ${metrics.brokerDay}, ` +
        `MAX_DAILY_LOSS_PCT is ${percentText(limits.maxDailyLossPct)}${beyond}`,
    });
  }
  if (!isHalted("drawdown") && metrics.drawdownPct >= limits.maxDrawdownPct) {
    breaches.push({
      cause: "drawdown",
      reason: `equity ${moneyText(metrics.equity, currency)} is ` +
        `${percentText(metrics.drawdownPct)} below the peak of ` +
        `${moneyText(metrics.peakEquity, currency)}, ` +
        `MAX_DRAWDOWN_PCT is ${percentText(limits.maxDrawdownPct)}`,
    });
  }
  return breaches;
}

export interface HaltBegin {
  readonly terminal: TerminalId;
  readonly scope: HaltScope;
  readonly cause: HaltCause;
  readonly reason: string;
  readonly policy: HaltPolicy;
  readonly ends: Halt["ends"];
  readonly startedMs: UnixMs;
  readonly brokerDay: string;
}

/** `random` is in [0, 1): two halts that begin in one millisecond are two. */
export function newHalt(begin: HaltBegin, random: () => number): Halt {
  const { terminal, cause, startedMs } = begin;
  const id = `${terminal}/${cause}/${startedMs}-${haltLetters(random)}`;
  return { id, ...begin, flatMs: null, endedMs: null, endedBy: null };
}

/** By chance: they tell halts of one millisecond apart. */
export function haltLetters(random: () => number): string {
  return Math.floor(random() * 36 ** 6).toString(36).padStart(6, "0");
}

/** A drawdown does not go away overnight, and what a person has halted a person starts again: both end by hand. */
export function haltEnds(cause: HaltCause, { haltEnds }: RiskPolicy): Halt["ends"] {
  return cause === "daily_loss" ? haltEnds : "by_hand";
}

/** Has the broker's day of the halt ended? Only the venue's own clock says so. */
export function isOver(halt: Halt, time: BrokerMs): boolean {
  return halt.ends === "next_day" && isLaterDay(time, halt.brokerDay);
}
