/**
 * The equity high that a broker day begins with: the one of this run or of an earlier one, adjusted
 * by the deposits and withdrawals that it does not include yet.
 */

import type { AccountDay, BrokerMs, VenueDeal } from "../../src/models/mod.ts";
import type { EarlierDays } from "../../src/risk/day/counted_day.ts";
import {
  type DayLedger,
  isExplained,
  judgedEquity,
  lastingChange,
} from "../../src/risk/day/day_ledger.ts";
import { type EquityPeak, raisePeak } from "../../src/risk/day/equity_peak.ts";
import { flowsOf, peakSince } from "../../src/risk/day/stored_peak.ts";
import type { FiguresDay } from "./stored_figures.ts";
import type { AccountReading } from "./venue_inquiry.ts";

/** What is known of before the day. */
interface PeakHistory extends EarlierDays, FiguresDay {
  readonly lastReading: AccountReading | null;
}

interface Started {
  readonly day: Pick<AccountDay, "startedBrokerMs" | "brokerDay">;
  readonly deals: readonly VenueDeal[];
}

/**
 * The peak to count with. That of a provisional day of an earlier run may hold deposits as equity:
 * in the same day it is corrected like any other.
 */
export function recalledPeak(history: PeakHistory, started: Started): EquityPeak {
  return isOfFigures(history, started) ? peakFor(history, started) : peakBefore(history, started);
}

/** The peak of before the day; where two days have one, the higher counts. */
export function peakBefore(history: PeakHistory, started: Started): EquityPeak {
  const { earlier } = history;
  if (earlier === null) return peakFor(history, started);
  const before = peakFor({ ...history, ...earlier }, started);
  if (isOfFigures(history, started)) return before;
  const peak = peakFor(history, started);
  return before.peakEquity > peak.peakEquity ? before : peak;
}

function isOfFigures({ storedMetrics }: PeakHistory, { day: { brokerDay } }: Started): boolean {
  return storedMetrics?.brokerDay === brokerDay;
}

/**
 * The peak of this run or the stored one, adjusted by deposits and withdrawals of earlier days that
 * it does not include yet.
 */
function peakFor(
  { peak, storedMetrics, metricsDay, ledger: before, lastReading }: PeakHistory,
  { day: { startedBrokerMs, brokerDay }, deals }: Started,
): EquityPeak {
  const earlier = deals.filter((deal) => deal.brokerMs < startedBrokerMs);
  if (storedMetrics !== null) {
    const { peakEquity, equity, dayFlows, utcMs } = storedMetrics;
    if (storedMetrics.brokerDay === brokerDay) return { peakEquity, flows: dayFlows };
    const since = metricsDay === null
      ? []
      : earlier.filter((deal) => deal.brokerMs >= metricsDay.startedBrokerMs);
    const counted = metricsDay === null ? null : peakSince(storedMetrics, metricsDay, since);
    if (counted !== null && deals.length > 0) return counted;
    const missed = flowsOf(earlier.filter((deal) => deal.utcMs > utcMs));
    return movedPeak(peakEquity, equity, missed);
  }
  if (before === null || before.day.brokerDay === brokerDay || lastReading === null) return peak;
  before.addDeals(earlier);
  return endPeak(peak, { ledger: before, lastReading, startedBrokerMs });
}

/**
 * At the end of a day: the last reading contains deposits and withdrawals that the peak may not
 * have followed yet, and others may have come after it. Those of the new day are none of them.
 */
function endPeak(
  peak: EquityPeak,
  { ledger, lastReading: { account, brokerMs }, startedBrokerMs }: {
    readonly ledger: DayLedger;
    readonly lastReading: AccountReading;
    readonly startedBrokerMs: BrokerMs;
  },
): EquityPeak {
  const comparison = ledger.compare(account, brokerMs);
  const all = ledger.flowsBefore(startedBrokerMs);
  const contained = isExplained(comparison) ? comparison.flows : all;
  const equity = judgedEquity(account, lastingChange(comparison.unexplained), 0);
  const then = raisePeak(peak, equity, contained);
  return movedPeak(then.peakEquity, equity, all - contained);
}

/** Rebased, as the flows of the new day start at zero. */
function movedPeak(peakEquity: number, equityBefore: number, flows: number): EquityPeak {
  return { ...raisePeak({ peakEquity, flows: 0 }, equityBefore + flows, flows), flows: 0 };
}
