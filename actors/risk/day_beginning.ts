/**
 * Starts an account's broker day, or finds the one already started: reads the account from the
 * venue, calculates the starting equity, stores it, and adjusts the peak by deposits and
 * withdrawals made while the bridge was not running.
 */

import type { MoneyUnit } from "../../src/models/currency.ts";
import {
  type AccountDay,
  type BrokerMs,
  brokerMs,
  err,
  ok,
  type Result,
  type TerminalId,
  type VenueSnapshot,
} from "../../src/models/mod.ts";
import { brokerDayOf, brokerDayStart } from "../../src/risk/day/broker_day.ts";
import type { EarlierDays, StartedDay } from "../../src/risk/day/counted_day.ts";
import {
  DayLedger,
  dealSettlesMs,
  isExplained,
  type LedgerComparison,
} from "../../src/risk/day/day_ledger.ts";
import {
  dayStart,
  type DayStartSource,
  explainedStart,
  isStartUnsettled,
} from "../../src/risk/day/day_start.ts";
import { figureProblem } from "../../src/risk/day/figure_plausibility.ts";
import { isZero, zeroEvidence } from "../../src/risk/day/zero_figures.ts";
import { moneyText } from "../../src/models/figure_text.ts";
import { constantBackoff } from "../../src/runtime/backoff.ts";
import { retry } from "../../src/runtime/retry.ts";
import type { VenuePeer } from "../../src/venue/venue.ts";
import { figuresOf, type TakenFigures } from "./account_readings.ts";
import { dayStartMaxMs, explanationMaxMs, explanationPauseMs, venueTimeoutMs } from "./timeouts.ts";
import { storeTimeoutMs } from "../../src/database/store_timeouts.ts";
import type { RiskContext } from "./risk_context.ts";
import { peakBefore, recalledPeak } from "./recalled_peak.ts";
import { type FiguresDay, storedFigures } from "./stored_figures.ts";
import { type AccountReading, askVenue, type VenueTruth } from "./venue_inquiry.ts";

export interface DayBeginning extends EarlierDays {
  readonly terminal: TerminalId;
  readonly context: RiskContext;
  readonly venue: VenuePeer;
  readonly signal: AbortSignal;
  /** The latest account figures. */
  readonly latest: () => AccountReading | null;
  /** The last reading of the previous day; before a day has ended, the latest reading. */
  readonly lastReading: AccountReading | null;
  readonly isContinuous: boolean;
  /** Whether a deal may still explain a part of the change. */
  readonly mayBeExplained: (change: Pick<LedgerComparison, "unexplained">) => boolean;
  readonly currency: MoneyUnit;
}

export interface BegunDay extends StartedDay {
  /** The venue's own, when it has replied. */
  readonly reading: TakenFigures | null;
}

/** With the day of the stored figures. */
interface Beginning extends DayBeginning, FiguresDay {
  /** Steady time until which a change since the last known day may wait for its deals. */
  readonly explainedByMs: number;
}

/** Null when the account has sent no figures, or the connection is gone. */
export async function beginDay(given: DayBeginning): Promise<BegunDay | null> {
  const explainedByMs = given.context.clock.steadyMs() + explanationMaxMs;
  const beginning = { ...given, ...await storedFigures(given), explainedByMs };
  const truth = await askUntilSettled(beginning);
  if (beginning.signal.aborted) return null;
  const latest = beginning.latest();
  const received = latest === null ? null : { ...latest, place: null };
  const reading = truth === null ? received : figuresOf(truth.snapshot);
  if (reading === null) return null;
  const known = knownDay(beginning, brokerDayOf(reading.brokerMs));
  const begun = known === null ? await newDay(beginning, reading, truth) : null;
  const ledger = known ?? begun!.ledger;
  const deals = truth?.deals ?? [];
  // What an earlier run did not know of the day was listed late, and can still correct its start.
  const isRecalled = known !== null && known !== beginning.ledger;
  if (isRecalled && known.day.reconstruction !== null) known.addDeals(beginning.storedDeals);
  ledger.addDeals(deals, reading.brokerMs);
  const peak = recalledPeak(beginning, { day: ledger.day, deals });
  const isProvisional = begun?.isProvisional ?? false;
  return { ledger, peak, reading, dealsKnownToMs: reading.brokerMs, isProvisional };
}

/** The ledger of this day, from this run or from the store. */
function knownDay({ ledger, storedDay, currency }: DayBeginning, today: string): DayLedger | null {
  // When the server clock is set back, the day does not change.
  if (ledger !== null && ledger.day.brokerDay >= today) return ledger;
  return storedDay !== null && storedDay.brokerDay >= today
    ? new DayLedger(storedDay, currency)
    : null;
}

async function newDay(
  beginning: Beginning,
  reading: Pick<AccountReading, "account" | "brokerMs">,
  truth: VenueTruth | null,
): Promise<{ readonly ledger: DayLedger; readonly isProvisional: boolean }> {
  const { terminal, context, currency } = beginning;
  const midnight = brokerDayStart(reading.brokerMs);
  const seen = seenBefore(midnight, beginning);
  const [brokerDay, deals] = [brokerDayOf(midnight), truth?.deals ?? []];
  const { day, source } = dayStart(terminal, {
    currency,
    ...reading,
    positions: truth?.snapshot.positions ?? [],
    deals: truth?.deals ?? null,
    seen,
    peakEquity: peakBefore(beginning, { day: { brokerDay, startedBrokerMs: midnight }, deals })
      .peakEquity,
  });
  const isProvisional = source === "now" || isNothing(beginning, truth);
  const begun = isProvisional ? day : await keptDay(beginning, day);
  context.log.info("day_began", {
    terminal,
    day: begun.brokerDay,
    equity: moneyText(begun.startEquity, currency),
    source: sources[source],
  });
  const ledger = new DayLedger(begun, currency);
  const isAsSeen = seen !== null && begun.startedBrokerMs === day.startedBrokerMs;
  if (isAsSeen && isCreditKnown(beginning.ledger, seen)) ledger.settleCredit(seen.account);
  return { ledger, isProvisional };
}

function isCreditKnown(before: DayLedger | null, { account, brokerMs }: AccountReading): boolean {
  return before !== null && before.hasCredit &&
    before.compare(account, brokerMs).unexplained.credit === 0;
}

/** The day as stored: an earlier run may have started it already. */
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

/** The last reading of the previous day; null when the bridge was not watching then. */
function seenBefore(
  midnight: BrokerMs,
  { isContinuous, ledger, lastReading }: DayBeginning,
): AccountReading | null {
  if (!isContinuous || ledger === null || lastReading === null) return null;
  return lastReading.brokerMs < midnight ? lastReading : null;
}

/**
 * Where the starting equity must be reconstructed, repeats until no deal is so recent that the
 * snapshot may lack it; after the timeout returns the last answer.
 */
async function askUntilSettled(beginning: Beginning): Promise<VenueTruth | null> {
  const { terminal, context: { clock, random }, venue, signal } = beginning;
  let last: VenueTruth | null = null;
  const attempt = async (): Promise<Result<null, "no_answer" | "unsettled">> => {
    const truth = await askVenue(venue, {
      terminal,
      fromBrokerMs: (snapshot) => dealsFrom(snapshot, beginning),
      timeoutMs: venueTimeoutMs,
    });
    if (truth === null) return err("no_answer");
    if (!hasSense(beginning, truth)) return err("unsettled");
    last = truth;
    return isEnough(beginning, truth) ? ok(null) : err("unsettled");
  };
  await retry(attempt, {
    clock,
    random,
    signal,
    timeoutMs: dayStartMaxMs,
    backoff: () => constantBackoff(isSeen(beginning) ? explanationPauseMs : dealSettlesMs),
    // The reading before midnight is enough: a current loss must not wait for history.
    isFinal: (error) => error === "no_answer" && isSeen(beginning),
  });
  return last;
}

function isEnough(beginning: Beginning, truth: VenueTruth): boolean {
  const today = brokerDayOf(truth.snapshot.takenBrokerMs);
  const isCertain = truth.isSettled || isSinceSeen(beginning, truth);
  const isUsable = isCertain && !isNothing(beginning, truth) && !isAwaited(beginning, truth) &&
    !isEndAwaited(beginning, truth);
  return isUsable || knownDay(beginning, today) !== null;
}

/**
 * The deals since the reading before midnight explain the balance; on a busy account there are
 * always some that are too recent to be settled. Those around that reading have to be: it may
 * contain them, or the account of now may not.
 */
function isSinceSeen(beginning: DayBeginning, { snapshot, deals }: VenueTruth): boolean {
  const { account, takenBrokerMs: brokerMs } = snapshot;
  const seen = seenBefore(brokerDayStart(brokerMs), beginning);
  if (seen === null || isStartUnsettled(seen, { brokerMs, deals })) return false;
  const { currency } = beginning;
  return explainedStart(seen, { account, brokerMs, deals, currency }) !== null;
}

/**
 * Zeros when no day and no deal is known: an account that was never funded, or a terminal that does
 * not know its figures yet. When they last, the day begins with them, until there are others.
 */
function isNothing(beginning: DayBeginning, truth: VenueTruth | null): boolean {
  return truth !== null && isZeroUnknown(beginning, truth.snapshot) &&
    zeroEvidence(truth.snapshot.account, truth.deals, beginning.currency) === "unproven";
}

/** No earlier day says whether zeros are right. */
function isZeroUnknown(
  { ledger, storedDay }: DayBeginning,
  { account }: Pick<VenueSnapshot, "account">,
): boolean {
  return ledger === null && storedDay === null && isZero(account);
}

/**
 * The deals since the last known day do not explain the balance yet: a withdrawal that is not
 * listed would look like a loss, and a deposit like a profit.
 */
function isAwaited(beginning: Beginning, truth: VenueTruth): boolean {
  if (isSeen(beginning) || beginning.context.clock.steadyMs() >= beginning.explainedByMs) {
    return false;
  }
  const comparison = sinceKnownDay(beginning, truth);
  return comparison !== null && !isExplained(comparison);
}

/**
 * The deals do not explain the last reading of the day before yet: a withdrawal that is not listed
 * would look like a drawdown in the new day, and a deposit like a high.
 */
function isEndAwaited(
  beginning: Beginning,
  { snapshot: { takenBrokerMs }, deals }: VenueTruth,
): boolean {
  const { ledger, mayBeExplained } = beginning;
  const midnight = brokerDayStart(takenBrokerMs);
  const seen = seenBefore(midnight, beginning);
  if (ledger === null || seen === null) return false;
  ledger.addDeals(deals.filter((deal) => deal.brokerMs < midnight));
  const comparison = ledger.compare(seen.account, seen.brokerMs);
  return !isExplained(comparison) && mayBeExplained(comparison);
}

function hasSense(beginning: DayBeginning, truth: VenueTruth): boolean {
  const { currency } = beginning;
  const { account, positions } = truth.snapshot;
  const comparison = sinceKnownDay(beginning, truth);
  const isZeroContradicted = isZeroUnknown(beginning, truth.snapshot) &&
    zeroEvidence(account, truth.deals, currency) === "contradicted";
  if (isZeroContradicted) return false;
  return figureProblem(account, { comparison, positions, currency }) === null;
}

/**
 * The figures and the deals since the last known day, which are requested for that; null when no
 * day is known.
 */
function sinceKnownDay(
  { ledger, storedDay, currency }: DayBeginning,
  { snapshot: { account, takenBrokerMs }, deals }: VenueTruth,
): LedgerComparison | null {
  const day = ledger?.day ?? storedDay;
  const known = day === null ? null : new DayLedger(day, currency);
  known?.addDeals(deals);
  return known?.compare(account, takenBrokerMs) ?? null;
}

function isSeen(beginning: DayBeginning): boolean {
  const latest = beginning.latest();
  return latest !== null && seenBefore(brokerDayStart(latest.brokerMs), beginning) !== null;
}

/** No server is farther west of UTC. */
const westMaxMs = 12 * 3_600_000;

/**
 * The earliest of midnight, the start of the known day, and the time the peak was stored. Zeros of
 * which no day is known are compared with all deals of the account.
 */
function dealsFrom(snapshot: VenueSnapshot, beginning: Beginning): BrokerMs {
  if (isZeroUnknown(beginning, snapshot)) return brokerMs(0);
  const { ledger, storedDay, storedMetrics, metricsDay, earlier } = beginning;
  const midnight = brokerDayStart(snapshot.takenBrokerMs);
  return brokerMs(Math.min(
    midnight,
    ledger?.day.startedBrokerMs ?? midnight,
    storedDay?.startedBrokerMs ?? midnight,
    metricsDay?.startedBrokerMs ?? midnight,
    earlier?.metricsDay?.startedBrokerMs ?? midnight,
    storedMetrics === null ? midnight : storedMetrics.utcMs - westMaxMs,
  ));
}
