/**
 * The day that takes the place of one far ahead, which a wrong clock had begun. Its start is the
 * worst for the limits of all that is known: nothing that was lost may be forgotten by it.
 */

import type { AccountDay, DayReconstruction, MissingMoney, RiskMetrics } from "../../models/mod.ts";
import { brokerDayOf, isFarAhead } from "./broker_day.ts";
import { dayStart, type DayStartFacts } from "./day_start.ts";
import { dealAmount, dealNature } from "./deal_flow.ts";
import { inDealOrder } from "./deal_order.ts";
import { flowsOf } from "./stored_peak.ts";

export interface ReplacedDayFacts extends Omit<DayStartFacts, "seen" | "peakEquity"> {
  /** All that the venue lists of the account. */
  readonly deals: NonNullable<DayStartFacts["deals"]>;
  /** The figures in the day far ahead, with everything unexplained counted as a loss. */
  readonly counted: RiskMetrics;
  /**
   * The part of the balance that no deal of the day far ahead explains; negative for missing money.
   */
  readonly unexplained: number;
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
  const missing = { money: missingMoney(facts), flows };
  const reconstruction = withStart(day, startEquity, missing);
  return { day: { ...day, startEquity, reconstruction }, flows };
}

/**
 * What it was reconstructed from, so that deals which are listed late still correct it. By how much
 * the start is above the one that the deals show counts as lost since, and is not corrected, except
 * for what a withdrawal that is listed late can explain.
 */
function withStart(
  { reconstruction, startEquity: shown }: AccountDay,
  startEquity: number,
  missing: MissingMoney,
): DayReconstruction | null {
  if (reconstruction === null) return null;
  const lost = startEquity - shown;
  const money = Math.min(missing.money, lost);
  return {
    ...reconstruction,
    floating: reconstruction.floating + lost,
    missing: { ...missing, money },
  };
}

/**
 * What has left the balance since the day far ahead began, and no listed deal can have taken. When
 * it began is not known, so the deals up to now may all have, from whichever takes the most.
 */
function missingMoney({ unexplained, deals }: ReplacedDayFacts): number {
  let [taken, most] = [0, 0];
  const inBalance = deals.filter(({ type }) => dealNature(type) !== "credit");
  for (const deal of inBalance.toSorted((one, other) => inDealOrder(other, one))) {
    taken -= dealAmount(deal);
    most = Math.max(most, taken);
  }
  return Math.max(0, -unexplained - most);
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
