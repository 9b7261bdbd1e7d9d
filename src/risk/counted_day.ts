/**
 * The broker day of one account: its ledger, the equity peak, and the loss that was accepted by
 * ending a halt. Until a day has begun in this run, the figures that earlier runs stored.
 */

import type { MoneyUnit } from "../models/currency.ts";
import {
  type AccountDay,
  type AccountMetrics,
  type BrokerMs,
  brokerMs,
  type RiskMetrics,
  type VenueDeal,
} from "../models/mod.ts";
import { isLaterDay } from "./broker_day.ts";
import { DayLedger, isExplained, type LedgerComparison, type View } from "./day_ledger.ts";
import { type EquityPeak, raisePeak } from "./equity_peak.ts";
import type { ResumeGrant } from "./resume_grant.ts";
import { riskMetrics } from "./risk_metrics.ts";

/** The venue may list deals late, so the last minute is requested again. */
const dealOverlapMs = 60_000;

export interface StartedDay {
  readonly ledger: DayLedger;
  readonly peak: EquityPeak;
  readonly dealsKnownToMs: BrokerMs;
  /**
   * Started with the current equity because nothing else was available; recalculated when the deals
   * arrive.
   */
  readonly isProvisional: boolean;
}

/** What the start of a day is calculated from. */
export interface EarlierDays {
  /** The current ledger of this run; null before the first. */
  readonly ledger: DayLedger | null;
  /** State stored by earlier runs. */
  readonly storedDay: AccountDay | null;
  readonly storedMetrics: RiskMetrics | null;
  /** Those that earlier runs knew; none once a day has begun in this one. */
  readonly storedDeals: readonly VenueDeal[];
  readonly peak: EquityPeak;
}

/** Figures of the account at a time of the broker. */
interface Figures {
  readonly account: AccountMetrics;
  readonly brokerMs: BrokerMs;
}

export class CountedDay {
  #storedDay: AccountDay | null = null;
  #storedMetrics: RiskMetrics | null = null;
  #storedDeals: readonly VenueDeal[] = [];
  #ledger: DayLedger | null = null;
  #peak: EquityPeak = { peakEquity: 0, flows: 0 };
  /** As of the start of the ledger's day, as it was worked out. */
  #start: { readonly day: AccountDay; readonly peak: EquityPeak } | null = null;
  #acceptedLossPct = 0;
  #isProvisional = false;
  #dealsKnownToMs = brokerMs(0);

  /** What earlier runs stored. */
  restored({ day, metrics, deals }: {
    readonly day: AccountDay | null;
    readonly metrics: RiskMetrics | null;
    readonly deals: readonly VenueDeal[];
  }): void {
    this.#storedDay = day;
    this.#storedMetrics = metrics;
    this.#storedDeals = deals;
  }

  began({ ledger, peak, dealsKnownToMs, isProvisional }: StartedDay): void {
    const { brokerDay } = ledger.day;
    if (brokerDay !== this.brokerDay) {
      const stored = this.#storedMetrics;
      this.#acceptedLossPct = stored?.brokerDay === brokerDay ? stored.acceptedLossPct : 0;
    }
    this.#ledger = ledger;
    this.#peak = peak;
    this.#start = { day: ledger.day, peak };
    this.#dealsKnownToMs = dealsKnownToMs;
    this.#isProvisional = isProvisional;
    this.#storedMetrics = null;
    this.#storedDeals = [];
  }

  /** Null before a day has begun in this run. */
  get ledger(): DayLedger | null {
    return this.#ledger;
  }

  get brokerDay(): string | null {
    return this.#ledger?.day.brokerDay ?? null;
  }

  get acceptedLossPct(): number {
    return this.#acceptedLossPct;
  }

  /** Its start is recalculated as soon as its deals are known. */
  get isProvisional(): boolean {
    return this.#isProvisional;
  }

  /** Its start is not recalculated any more. */
  keepStart(): void {
    this.#isProvisional = false;
  }

  get earlierDays(): EarlierDays {
    return {
      ledger: this.#isProvisional ? null : this.#ledger,
      storedDay: this.#storedDay,
      storedMetrics: this.#storedMetrics,
      storedDeals: this.#storedDeals,
      peak: this.#peak,
    };
  }

  /** `listedMs`: when the venue listed them. */
  addDeals(deals: readonly VenueDeal[], listedMs: BrokerMs): void {
    this.#ledger?.addDeals(deals, listedMs);
  }

  /** The venue has listed all deals up to this time. */
  dealsListed(toMs: BrokerMs): void {
    this.#dealsKnownToMs = toMs;
  }

  /** Deals from this time on are requested; null before a day has begun. */
  dealsFromMs({ isSure }: { readonly isSure: boolean }): BrokerMs | null {
    if (this.#ledger === null) return null;
    const { dealsFromMs } = this.#ledger;
    return isSure
      ? brokerMs(Math.max(dealsFromMs, this.#dealsKnownToMs - dealOverlapMs))
      : dealsFromMs;
  }

  /** No day has begun, or this time is after its end. */
  isOver(time: BrokerMs): boolean {
    return this.#ledger === null || isLaterDay(time, this.#ledger.day.brokerDay);
  }

  /** With the last day of an earlier run, until a day has begun in this one. */
  compare({ account, brokerMs: time }: Figures, currency: MoneyUnit): LedgerComparison | null {
    const stored = this.#storedDay;
    const ledger = this.#ledger ?? (stored === null ? null : new DayLedger(stored, currency));
    return ledger?.compare(account, time) ?? null;
  }

  /** Whether the deals explain the figures; those that they explain can raise the peak. */
  count({ account, brokerMs: time }: Figures): boolean {
    const ledger = this.#ledger;
    if (ledger === null) return false;
    const comparison = ledger.compare(account, time);
    if (!isExplained(comparison)) return false;
    if (!ledger.hasCredit) ledger.settleCredit(account);
    const corrected = this.#correctedPeak(ledger.day, account.equity, comparison.flows);
    this.#peak = corrected ?? raisePeak(this.#peak, account.equity, comparison.flows);
    return true;
  }

  /**
   * The start of the day was corrected by deals that were listed late. Equity was seen with the
   * deposits among them, and only the peak of before the day has to be moved by them.
   */
  #correctedPeak(day: AccountDay, equity: number, flows: number): EquityPeak | null {
    if (this.#start === null || this.#start.day === day) return null;
    const { peak: before } = this.#start;
    this.#start = { day, peak: before };
    const { peakEquity } = this.#peak;
    const moved = raisePeak(before, equity, flows);
    const seen = peakEquity > before.peakEquity ? peakEquity : 0;
    return { peakEquity: Math.max(moved.peakEquity, seen), flows };
  }

  /** Null before a day has begun. */
  metrics(
    { account, brokerMs: time }: Figures,
    { view, realised }: { readonly view: View; readonly realised: number },
  ): RiskMetrics | null {
    const ledger = this.#ledger;
    if (ledger === null) return null;
    const comparison = ledger.compare(account, time);
    const acceptedLossPct = this.#acceptedLossPct;
    const counted = { ledger, comparison, peak: this.#peak, view, realised, acceptedLossPct };
    return riskMetrics(account, counted);
  }

  /** Called when the end of the halt, and the loss it accepts, are stored. */
  granted({ cause, figures }: ResumeGrant): void {
    if (figures === null) return;
    const { acceptedLossPct, peakEquity, dayFlows, brokerDay } = figures;
    const isToday = brokerDay === this.brokerDay;
    if (cause === "drawdown") {
      this.#peak = { peakEquity, flows: isToday ? dayFlows : this.#peak.flows };
    } else if (isToday) this.#acceptedLossPct = acceptedLossPct;
  }
}
