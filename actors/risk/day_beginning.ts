/**
 * Begins an account's broker day, or finds the one that has begun: asks the venue for its truth,
 * works out with what the day starts, writes that down, and moves the peak along by what came and
 * went while nobody watched.
 */

import {
  type AccountDay,
  type BrokerMs,
  brokerMs,
  type RiskMetrics,
  type TerminalId,
  type VenueDeal,
} from "../../src/models/mod.ts";
import { brokerDayOf, brokerDayStart } from "../../src/risk/broker_day.ts";
import { DayLedger } from "../../src/risk/day_ledger.ts";
import { dayStart, type DayStartSource } from "../../src/risk/day_start.ts";
import { dealAmount, dealNature } from "../../src/risk/deal_flow.ts";
import { type EquityPeak, raisePeak } from "../../src/risk/equity_peak.ts";
import { moneyText } from "../../src/models/figure_text.ts";
import { sleep } from "../../src/runtime/clock.ts";
import type { VenuePeer } from "../../src/venue/venue.ts";
import { figuresOf, type TakenFigures } from "./account_readings.ts";
import { dayStartMaxMs, settledAfterMs, storeTimeoutMs, venueTimeoutMs } from "./timeouts.ts";
import type { RiskContext } from "./risk_context.ts";
import { askVenue, type Reading, type VenueTruth } from "./venue_inquiry.ts";

export interface DayBeginning {
  readonly terminal: TerminalId;
  readonly context: RiskContext;
  readonly venue: VenuePeer;
  readonly signal: AbortSignal;
  /** Of the day until now, in this life; null before the first. */
  readonly ledger: DayLedger | null;
  /** What the store knows of earlier lives. */
  readonly storedDay: AccountDay | null;
  readonly storedMetrics: RiskMetrics | null;
  readonly peak: EquityPeak;
  /** What the account says now. */
  readonly latest: () => Reading | null;
  /** The last reading of the day that has ended; the latest while no day has. */
  readonly lastReading: Reading | null;
  readonly isContinuous: boolean;
  readonly currency: string;
}

export interface BegunDay {
  readonly ledger: DayLedger;
  readonly peak: EquityPeak;
  /** The venue's own, when it has answered. */
  readonly reading: TakenFigures | null;
  readonly dealsKnownToMs: BrokerMs;
  /**
   * Counted from the present, as nothing else could be had: to be worked out again when the deals
   * are there.
   */
  readonly isProvisional: boolean;
}

/**
 * Null when there is nothing to begin with: the account has said nothing, or the connection is
 * gone.
 */
export async function beginDay(beginning: DayBeginning): Promise<BegunDay | null> {
  const truth = await askUntilSettled(beginning);
  if (beginning.signal.aborted) return null;
  const latest = beginning.latest();
  const told = latest === null ? null : { ...latest, place: null };
  const reading = truth === null ? told : figuresOf(truth.snapshot);
  if (reading === null) return null;
  const known = knownDay(beginning, brokerDayOf(reading.brokerMs));
  const begun = known === null ? await newDay(beginning, reading, truth) : null;
  const ledger = known ?? begun!.ledger;
  const deals = truth?.deals ?? [];
  ledger.addDeals(deals);
  const peak = peakFor(beginning, { ledger, deals });
  const isProvisional = begun?.source === "now";
  return { ledger, peak, reading, dealsKnownToMs: reading.brokerMs, isProvisional };
}

/** The ledger of this day, from this life or from the store. */
function knownDay({ ledger, storedDay }: DayBeginning, today: string): DayLedger | null {
  // A server clock that was set back stays on the day it had reached.
  if (ledger !== null && ledger.day.brokerDay >= today) return ledger;
  return storedDay !== null && storedDay.brokerDay >= today ? new DayLedger(storedDay) : null;
}

async function newDay(
  beginning: DayBeginning,
  reading: Pick<Reading, "account" | "brokerMs">,
  truth: VenueTruth | null,
): Promise<{ readonly ledger: DayLedger; readonly source: DayStartSource }> {
  const { terminal, context, currency } = beginning;
  const midnight = brokerDayStart(reading.brokerMs);
  const seen = seenBefore(midnight, beginning);
  const { day, source } = dayStart(terminal, {
    ...reading,
    positions: truth?.snapshot.positions ?? [],
    deals: truth?.deals ?? null,
    equityAtMidnight: seen === null ? null : equityAt(midnight, seen, truth?.deals ?? []),
    balanceAtMidnight: seen?.account.balance ?? null,
  });
  const begun = source === "now" ? day : await keptDay(beginning, day);
  context.log.info("day_began", {
    terminal,
    day: begun.brokerDay,
    equity: moneyText(begun.startEquity, currency),
    source: sources[source],
  });
  return { ledger: new DayLedger(begun), source };
}

/** The day as the store has it: of an earlier life, when that has begun it already. */
async function keptDay({ context }: DayBeginning, day: AccountDay): Promise<AccountDay> {
  const kept = await context.database.ask("begin_day", day, { timeoutMs: storeTimeoutMs });
  return kept.ok ? kept.value : day;
}

const sources: Readonly<Record<DayStartSource, string>> = {
  seen: "recorded at midnight",
  figured: "reconstructed from today's deals",
  now:
    "taken now: today's deals are not available, so earlier losses of today are not counted until they are",
};

/** What was seen as the last day ended; null when nobody was watching then. */
function seenBefore(
  midnight: BrokerMs,
  { isContinuous, ledger, lastReading }: DayBeginning,
): Reading | null {
  if (!isContinuous || ledger === null || lastReading === null) return null;
  return lastReading.brokerMs < midnight ? lastReading : null;
}

/** Equity at midnight, from what was seen before it. */
function equityAt(midnight: BrokerMs, seen: Reading, deals: readonly VenueDeal[]): number {
  const since = (deal: VenueDeal) => deal.brokerMs > seen.brokerMs && deal.brokerMs < midnight;
  return seen.account.equity + flowsOf(deals.filter(since));
}

/**
 * The peak of this life or the stored one, moved along by flows of earlier days that it does not
 * know of yet.
 */
function peakFor(
  { peak, storedMetrics, ledger: before, lastReading }: DayBeginning,
  { ledger, deals }: { readonly ledger: DayLedger; readonly deals: readonly VenueDeal[] },
): EquityPeak {
  const { startedBrokerMs, brokerDay } = ledger.day;
  const earlier = deals.filter((deal) => deal.brokerMs < startedBrokerMs);
  if (storedMetrics !== null) {
    const { peakEquity, equity, dayFlows, utcMs } = storedMetrics;
    if (storedMetrics.brokerDay === brokerDay) return { peakEquity, flows: dayFlows };
    const missed = flowsOf(earlier.filter((deal) => deal.utcMs > utcMs));
    return movedPeak(peakEquity, equity, missed);
  }
  if (before === null || before === ledger || lastReading === null) return peak;
  before.addDeals(earlier);
  return movedPeak(peak.peakEquity, lastReading.account.equity, before.flows - peak.flows);
}

/** As it is with the flows of the new day at zero. */
function movedPeak(peakEquity: number, equityBefore: number, flows: number): EquityPeak {
  return { ...raisePeak({ peakEquity, flows: 0 }, equityBefore + flows, flows), flows: 0 };
}

function flowsOf(deals: readonly VenueDeal[]): number {
  return deals.filter(({ type }) => dealNature(type) !== "result")
    .reduce((sum, deal) => sum + dealAmount(deal), 0);
}

/**
 * Until no deal is so young that the snapshot may lack it, where the day's start is to be figured
 * from it; the last answer when that takes too long.
 */
async function askUntilSettled(beginning: DayBeginning): Promise<VenueTruth | null> {
  const { terminal, context: { clock }, venue, signal } = beginning;
  const untilMs = clock.steadyMs() + dayStartMaxMs;
  let last: VenueTruth | null = null;
  while (!signal.aborted) {
    const truth = await askVenue(venue, {
      terminal,
      fromBrokerMs: (taken) => dealsFrom(taken, beginning),
      timeoutMs: venueTimeoutMs,
    });
    last = truth ?? last;
    if (truth !== null) {
      const today = brokerDayOf(truth.snapshot.takenBrokerMs);
      if (truth.isSettled || knownDay(beginning, today) !== null) return truth;
    }
    // What was seen at midnight is enough to go on with: a loss of now must not wait for history.
    if (truth === null && isSeen(beginning)) return last;
    if (clock.steadyMs() >= untilMs) return last;
    await sleep(clock, settledAfterMs);
  }
  return last;
}

function isSeen(beginning: DayBeginning): boolean {
  const latest = beginning.latest();
  return latest !== null && seenBefore(brokerDayStart(latest.brokerMs), beginning) !== null;
}

/** No server is farther west of UTC. */
const westMaxMs = 12 * 3_600_000;

/**
 * From midnight, or from when the day that is known began, or from when the peak was stored:
 * whichever is earliest.
 */
function dealsFrom(
  taken: BrokerMs,
  { ledger, storedDay, storedMetrics }: DayBeginning,
): BrokerMs {
  const midnight = brokerDayStart(taken);
  return brokerMs(Math.min(
    midnight,
    ledger?.day.startedBrokerMs ?? midnight,
    storedDay?.startedBrokerMs ?? midnight,
    storedMetrics === null ? midnight : storedMetrics.utcMs - westMaxMs,
  ));
}
