/**
 * The day that takes the place of one far ahead, which a wrong clock had begun. Its start is the
 * worst for the limits of all that is known: nothing that was lost may be forgotten by it.
 */

import type { AccountDay, DayReconstruction, RiskMetrics } from "../models/mod.ts";
import { brokerDayOf, isFarAhead } from "./broker_day.ts";
import { dayStart, type DayStartFacts } from "./day_start.ts";
import { flowsOf } from "./stored_peak.ts";

export interface ReplacedDayFacts extends Omit<DayStartFacts, "seen" | "peakEquity"> {
  readonly deals: NonNullable<DayStartFacts["deals"]>;
  /** The figures in the day far ahead, with everything unexplained counted as a loss. */
  readonly counted: RiskMetrics;
  /** The same day as an earlier run had begun it; null: none. */
  readonly stored: AccountDay | null;
}

/** With the figures that are stored with it. */
export interface ReplacedDay {
  readonly day: AccountDay;
  /** Deposits less withdrawals of the day. */
  readonly flows: number;
}

export function replacedDay(facts: ReplacedDayFacts): ReplacedDay {
  const { account: { terminal, equity }, counted, stored, deals } = facts;
  const { day } = dayStart(terminal, { ...facts, seen: null, peakEquity: counted.peakEquity });
  const today = deals.filter(({ brokerMs }) =>
    brokerMs >= day.startedBrokerMs && brokerMs <= facts.brokerMs
  );
  const flows = flowsOf(today);
  const startEquity = Math.max(
    day.startEquity,
    stored?.startEquity ?? 0,
    startWithLoss(counted.dayLossPct, equity - flows),
  );
  return { day: { ...day, startEquity, reconstruction: withStart(day, startEquity) }, flows };
}

/**
 * What it was reconstructed from, so that deals which are listed late still correct it. By how much
 * the start is above the one that the deals show counts as lost since, and is not corrected.
 */
function withStart(
  { reconstruction, startEquity: shown }: AccountDay,
  startEquity: number,
): DayReconstruction | null {
  if (reconstruction === null) return null;
  return { ...reconstruction, floating: reconstruction.floating + startEquity - shown };
}

/** The start from which so many percent are lost; a loss of all of it has no such start. */
function startWithLoss(lossPct: number, equityLeft: number): number {
  return equityLeft > 0 && lossPct < 100 ? equityLeft / (1 - lossPct / 100) : 0;
}

/** Which day it may replace, and by which. */
export interface DayChange {
  readonly from: string;
  readonly to: string;
}

/** The change that is possible now; null when the day that is counted is not far ahead. */
export function possibleChange(
  countedDay: string,
  brokerMs: ReplacedDayFacts["brokerMs"],
): DayChange | null {
  return isFarAhead(countedDay, brokerMs) ? { from: countedDay, to: brokerDayOf(brokerMs) } : null;
}
