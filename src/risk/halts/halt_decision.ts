/**
 * Decides when an account is halted and when a halt ends. The risk actor carries the decisions out.
 */

import type { MoneyUnit } from "../../models/currency.ts";
import type {
  BrokerMs,
  Halt,
  HaltCause,
  HaltPolicy,
  HaltScope,
  RiskMetrics,
  TerminalId,
  UnixMs,
} from "../../models/mod.ts";
import { isLaterDay } from "../day/broker_day.ts";
import { dayBase } from "../day/day_base.ts";
import { moneyText, percentText } from "../../models/figure_text.ts";
import { dailyLimitText } from "./halt_text.ts";
import { reasonLine } from "./reason_line.ts";
import type { RiskLimits } from "../../config/risk_limits.ts";
import type { RiskPolicy } from "../risk_policy.ts";

export interface Breach {
  readonly cause: HaltCause;
  /** Sentences for the trader, with all figures. */
  readonly reason: string;
  /** `2.09 % of 2 %`. */
  readonly figures: string;
}

export interface BreachFacts {
  readonly halts: readonly Halt[];
  readonly currency: MoneyUnit;
}

/** Limits that are broken and have no halt yet. */
export function breachesOf(
  metrics: RiskMetrics,
  { limits }: RiskPolicy,
  facts: BreachFacts,
): Breach[] {
  const isHalted = (cause: HaltCause) => facts.halts.some((halt) => halt.cause === cause);
  const lossBeyond = metrics.dayLossPct - metrics.acceptedLossPct;
  const breaches: Breach[] = [];
  if (!isHalted("daily_loss") && lossBeyond >= limits.maxDailyLossPct) {
    breaches.push(dailyLossBreach(metrics, limits, facts));
  }
  if (!isHalted("drawdown") && metrics.drawdownPct >= limits.maxDrawdownPct) {
    breaches.push(drawdownBreach(metrics, limits, facts));
  }
  return breaches;
}

function dailyLossBreach(
  metrics: RiskMetrics,
  { maxDailyLossPct }: RiskLimits,
  { currency }: BreachFacts,
): Breach {
  const loss = percentText(metrics.dayLossPct);
  const limit = dailyLimitText(maxDailyLossPct, metrics.acceptedLossPct);
  return {
    cause: "daily_loss",
    reason: `Daily loss limit hit: -${loss} (limit ${limit}). ` +
      `Equity ${moneyText(metrics.equity, currency)}, ` +
      `day started at ${moneyText(dayBase(metrics), currency)}.`,
    figures: `${loss} of ${limit}`,
  };
}

function drawdownBreach(
  metrics: RiskMetrics,
  { maxDrawdownPct }: RiskLimits,
  { currency }: BreachFacts,
): Breach {
  const drawdown = percentText(metrics.drawdownPct);
  const limit = percentText(maxDrawdownPct);
  return {
    cause: "drawdown",
    reason: `Drawdown limit hit: -${drawdown} (limit ${limit}). ` +
      `Equity ${moneyText(metrics.equity, currency)}, ` +
      `equity high ${moneyText(metrics.peakEquity, currency)}.`,
    figures: `${drawdown} of ${limit}`,
  };
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

/** `random` is in [0, 1) and keeps the ids of halts in the same millisecond distinct. */
export function newHalt(begin: HaltBegin, random: () => number): Halt {
  const { terminal, cause, startedMs } = begin;
  const id = `${terminal}/${cause}/${startedMs}-${haltLetters(random)}`;
  const reason = reasonLine(begin.reason);
  return { id, ...begin, reason, flatMs: null, endedMs: null, endedBy: null };
}

/** Random letters that distinguish halts of the same millisecond. */
export function haltLetters(random: () => number): string {
  return Math.floor(random() * 36 ** 6).toString(36).padStart(6, "0");
}

/** Halts for drawdown and by command do not end automatically: only a person resumes them. */
export function haltEnds(cause: HaltCause, { haltEnds }: RiskPolicy): Halt["ends"] {
  return cause === "daily_loss" ? haltEnds : "by_hand";
}

/** Whether the broker day of the halt has ended, by the venue's own clock only. */
export function isOver(halt: Halt, time: BrokerMs): boolean {
  return halt.ends === "next_day" && isLaterDay(time, halt.brokerDay);
}
