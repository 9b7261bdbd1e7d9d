/**
 * The starting figures of a broker day: those last seen before midnight, reconstructed from deals,
 * or the current ones.
 */

import type { AccountDay, AccountMetrics, BrokerMs, TerminalId } from "../models/mod.ts";
import type { VenueDeal, VenuePosition } from "../models/mod.ts";
import { brokerDayOf, brokerDayStart } from "./broker_day.ts";
import { creditOf } from "./credit_of.ts";
import { dealAmount, dealNature } from "./deal_flow.ts";

export type DayStartSource =
  /** Equity at midnight was seen. */
  | "seen"
  /**
   * Reconstructed from today's deals; positions opened before today count with their current
   * profit.
   */
  | "figured"
  /** Neither source is available: losses earlier today are not counted until the deals arrive. */
  | "now";

export interface DayStart {
  readonly day: AccountDay;
  readonly source: DayStartSource;
}

export interface DayStartFacts {
  /** Of the account. */
  readonly currency: string;
  readonly account: AccountMetrics;
  readonly brokerMs: BrokerMs;
  readonly positions: readonly VenuePosition[];
  /** Today's deals up to the time of `account`; null: unknown. */
  readonly deals: readonly VenueDeal[] | null;
  /** Equity at the end of the last day, with no connection loss since; null: not seen. */
  readonly equityAtMidnight: number | null;
  /** The last balance that was seen before midnight; null: not seen. */
  readonly balanceAtMidnight: number | null;
}

export function dayStart(terminal: TerminalId, facts: DayStartFacts): DayStart {
  const { account, brokerMs, deals, equityAtMidnight, currency } = facts;
  const brokerDay = brokerDayOf(brokerMs);
  const midnight = brokerDayStart(brokerMs);
  const { balanceAtMidnight } = facts;
  if (deals === null && equityAtMidnight !== null && balanceAtMidnight !== null) {
    const seen = { startEquity: equityAtMidnight, startBalance: balanceAtMidnight };
    return { day: { terminal, brokerDay, ...seen, startedBrokerMs: midnight }, source: "seen" };
  }
  if (deals === null) {
    const startBalance = account.balance;
    const day = { terminal, brokerDay, startEquity: account.equity, startBalance };
    return { day: { ...day, startedBrokerMs: brokerMs }, source: "now" };
  }
  const today = deals.filter((deal) => deal.brokerMs >= midnight && deal.brokerMs <= brokerMs);
  const startBalance = cents(account.balance - sumOf(today, isInBalance));
  const day = { terminal, brokerDay, startBalance, startedBrokerMs: midnight };
  if (equityAtMidnight !== null) {
    return { day: { ...day, startEquity: equityAtMidnight }, source: "seen" };
  }
  const older = facts.positions.filter(({ openedMs }) => openedMs < midnight)
    .reduce((sum, { profit, swap }) => sum + profit + swap, 0);
  const creditGiven = sumOf(today, (deal) => !isInBalance(deal));
  // It is unknown when commission was blocked, so all of it counts as lost today.
  const startEquity = cents(startBalance + creditOf(account, currency) - creditGiven + older);
  return { day: { ...day, startEquity }, source: "figured" };
}

function isInBalance({ type }: VenueDeal): boolean {
  return dealNature(type) !== "credit";
}

function sumOf(deals: readonly VenueDeal[], counts: (deal: VenueDeal) => boolean): number {
  return deals.filter(counts).reduce((sum, deal) => sum + dealAmount(deal), 0);
}

/** Rounds to eight decimals, enough for any currency, to remove rounding errors of doubles. */
function cents(money: number): number {
  return Number(money.toFixed(8));
}
