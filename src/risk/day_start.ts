/**
 * The starting figures of a broker day: those last seen before midnight, reconstructed from deals,
 * or the current ones.
 */

import type { MoneyUnit } from "../models/currency.ts";
import { type AccountDay, type AccountMetrics, brokerMs as brokerTime } from "../models/mod.ts";
import type { BrokerMs, DayReconstruction, TerminalId } from "../models/mod.ts";
import type { VenueDeal, VenuePosition } from "../models/mod.ts";
import { brokerDayOf, brokerDayStart } from "./broker_day.ts";
import { creditOf } from "./account_credit.ts";
import { dealSettlesMs } from "./day_ledger.ts";
import { reconstructedStart } from "./day_reconstruction.ts";
import { dealAmount, dealNature } from "./deal_flow.ts";

export type DayStartSource =
  /** An account message from before midnight: what happened since belongs to the day. */
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
  /** The account's currency. */
  readonly currency: MoneyUnit;
  readonly account: AccountMetrics;
  readonly brokerMs: BrokerMs;
  readonly positions: readonly VenuePosition[];
  /** Today's deals up to the time of `account`; null: unknown. */
  readonly deals: readonly VenueDeal[] | null;
  /** The last account message before midnight; null: none, or the connection was lost since. */
  readonly seen: SeenAccount | null;
  /** The equity high of before the day. */
  readonly peakEquity: number;
}

interface SeenAccount {
  readonly account: AccountMetrics;
  readonly brokerMs: BrokerMs;
}

export function dayStart(terminal: TerminalId, facts: DayStartFacts): DayStart {
  const { account, brokerMs, deals, seen, currency, peakEquity } = facts;
  const brokerDay = brokerDayOf(brokerMs);
  const midnight = brokerDayStart(brokerMs);
  if (seen !== null) {
    const { equity: startEquity, balance: startBalance } = seen.account;
    const startedBrokerMs = startAfter(seen, facts);
    const day = { terminal, brokerDay, startEquity, startBalance, startedBrokerMs };
    return { day: { ...day, reconstruction: null }, source: "seen" };
  }
  if (deals === null) {
    const startBalance = account.balance;
    const day = { terminal, brokerDay, startEquity: account.equity, startBalance };
    return { day: { ...day, startedBrokerMs: brokerMs, reconstruction: null }, source: "now" };
  }
  const today = deals.filter((deal) => deal.brokerMs >= midnight && deal.brokerMs <= brokerMs);
  const floating = facts.positions.filter(({ openedMs }) => openedMs < midnight)
    .reduce((sum, { profit, swap }) => sum + profit + swap, 0);
  const { balance } = account;
  const credit = creditOf(account, currency);
  const reconstruction: DayReconstruction = { brokerMs, balance, credit, floating, peakEquity };
  const { startBalance, startEquity } = reconstructedStart(reconstruction, today);
  const started = { startBalance, startEquity, startedBrokerMs: midnight };
  return { day: { terminal, brokerDay, ...started, reconstruction }, source: "figured" };
}

/**
 * The time from which deals are not in `seen` yet. Around it the server's whole seconds do not say
 * which deals are, so there the balances decide.
 */
function startAfter(seen: SeenAccount, facts: DayStartFacts): BrokerMs {
  return explainedStart(seen, facts) ?? brokerTime(seen.brokerMs + 1);
}

type Explaining = Pick<DayStartFacts, "account" | "brokerMs" | "deals">;

/** Null when the deals from no such time make the balance of `seen` that of `account`. */
export function explainedStart(seen: SeenAccount, facts: Explaining): BrokerMs | null {
  const after = seen.brokerMs + 1;
  const near = (facts.deals ?? []).map((deal) => deal.brokerMs)
    .filter((time) => Math.abs(time - seen.brokerMs) <= dealSettlesMs);
  const found = [after, ...near, ...near.map((time) => time + 1)]
    .find((from) => isExplainedFrom(from, seen.account.balance, facts));
  return found === undefined ? null : brokerTime(found);
}

/** The youngest deals may not be in `account` yet. */
function isExplainedFrom(
  from: number,
  startBalance: number,
  { account, brokerMs, deals }: Explaining,
): boolean {
  const since = (deals ?? []).filter((deal) => deal.brokerMs >= from && isInBalance(deal))
    .toSorted((one, other) => one.brokerMs - other.brokerMs);
  let balance = startBalance + sumOf(since, isInBalance);
  for (let youngest = since.pop();; youngest = since.pop()) {
    if (cents(balance) === cents(account.balance)) return true;
    if (youngest === undefined || youngest.brokerMs <= brokerMs - dealSettlesMs) return false;
    balance -= dealAmount(youngest);
  }
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
