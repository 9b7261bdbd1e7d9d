/**
 * The starting figures of a broker day: those last seen before midnight, reconstructed from deals,
 * or the current ones.
 */

import { type MoneyUnit, smallestAmount } from "../../models/currency.ts";
import { type AccountDay, type AccountMetrics, brokerMs as brokerTime } from "../../models/mod.ts";
import type { BrokerMs, DayReconstruction, TerminalId } from "../../models/mod.ts";
import type { VenueDeal, VenuePosition } from "../../models/mod.ts";
import { brokerDayOf, brokerDayStart } from "./broker_day.ts";
import { creditOf } from "./account_credit.ts";
import { creditNoiseCoins, dealSettlesMs } from "./day_ledger.ts";
import { reconstructedStart } from "./day_reconstruction.ts";
import { dealAmount, dealNature } from "./deal_flow.ts";
import { inDealOrder } from "./deal_order.ts";

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

type Explaining = Pick<DayStartFacts, "account" | "brokerMs" | "deals" | "currency">;

/** Whether `seen` may or may not contain a deal, and `account` may not either. */
export function isStartUnsettled(
  seen: SeenAccount,
  { brokerMs, deals }: Pick<Explaining, "brokerMs" | "deals">,
): boolean {
  return (deals ?? []).some((deal) => isNear(deal, seen) && isUnsettled(deal, brokerMs));
}

/**
 * Null when the deals from no such time make the balance of `seen` that of `account`. Where there
 * are several such times, one that explains the credit as well. When `seen` contains only the first
 * of the deals of one millisecond, the time after them: the ledger of the day tells them apart.
 */
export function explainedStart(seen: SeenAccount, facts: Explaining): BrokerMs | null {
  const found = possibleCuts(seen, facts).filter(({ since }) =>
    isBalanceExplained(since, seen, facts)
  );
  const best = found.find(({ since }) => isCreditExplained(since, seen, facts)) ?? found[0];
  return best === undefined ? null : brokerTime(best.from);
}

/** A time from which deals may not be in `seen`, and the deals that are not. */
interface Cut {
  readonly from: number;
  readonly since: readonly VenueDeal[];
}

/** The most likely ones first. */
function possibleCuts(seen: SeenAccount, { deals }: Explaining): readonly Cut[] {
  const all = (deals ?? []).toSorted(inDealOrder);
  const times = all.filter((deal) => isNear(deal, seen)).map((deal) => deal.brokerMs);
  const from = [seen.brokerMs + 1, ...times, ...times.map((time) => time + 1)];
  const within = all.flatMap((deal, at) => {
    const isSplit = isNear(deal, seen) && all[at - 1]?.brokerMs === deal.brokerMs;
    return isSplit ? [{ from: deal.brokerMs + 1, since: all.slice(at) }] : [];
  });
  const between = from.map((time) => ({
    from: time,
    since: all.filter((deal) => deal.brokerMs >= time),
  }));
  return [...between, ...within];
}

/**
 * The youngest deals may not be in `account` yet. Those around `seen` have settled. `deals` are
 * those since then, in their order.
 */
function isBalanceExplained(
  deals: readonly VenueDeal[],
  seen: SeenAccount,
  { account, brokerMs }: Explaining,
): boolean {
  const since = deals.filter(isInBalance);
  let balance = seen.account.balance + sumOf(since, isInBalance);
  for (let youngest = since.pop();; youngest = since.pop()) {
    if (cents(balance) === cents(account.balance)) return true;
    if (youngest === undefined || !isUnsettled(youngest, brokerMs)) return false;
    if (isNear(youngest, seen)) return false;
    balance -= dealAmount(youngest);
  }
}

function isCreditExplained(
  since: readonly VenueDeal[],
  seen: SeenAccount,
  { account, currency }: Explaining,
): boolean {
  const given = sumOf(since, (deal) => !isInBalance(deal));
  const changed = creditOf(account, currency) - creditOf(seen.account, currency);
  return Math.abs(changed - given) <= creditNoiseCoins * smallestAmount(currency);
}

/** The server's whole seconds do not say whether `seen` contains it. */
function isNear(deal: VenueDeal, seen: SeenAccount): boolean {
  return Math.abs(deal.brokerMs - seen.brokerMs) <= dealSettlesMs;
}

function isUnsettled(deal: VenueDeal, brokerMs: BrokerMs): boolean {
  return deal.brokerMs > brokerMs - dealSettlesMs;
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
