/**
 * The broker day of one account: its ledger, the equity peak, and the loss that was accepted by
 * ending a halt. Until a day has begun in this run, the figures that earlier runs stored.
 */

import type { MoneyUnit } from "../../models/currency.ts";
import {
  type AccountDay,
  type AccountMetrics,
  type BrokerMs,
  brokerMs,
  type RiskMetrics,
  type VenueDeal,
} from "../../models/mod.ts";
import { isLaterDay } from "./broker_day.ts";
import {
  DayLedger,
  isExplained,
  judgedEquity,
  lastingChange,
  type LedgerComparison,
} from "./day_ledger.ts";
import { correctedPeak, type EquityPeak, raisePeak } from "./equity_peak.ts";
import type { ResumeGrant } from "./resume_grant.ts";
import { type CountedChange, riskMetrics } from "./risk_metrics.ts";
import { isZero } from "./zero_figures.ts";

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
  /** The peak since the day has been watched; null before, and in a day of an earlier run. */
  #seenPeak: EquityPeak | null = null;
  /** The day as it began or was corrected last, and the peak of before it; null: not known. */
  #start: { readonly day: AccountDay; readonly peakEquity: number | null } | null = null;
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
    const { day } = ledger;
    const { brokerDay, reconstruction } = day;
    const isRecalled = this.#storedMetrics?.brokerDay === brokerDay;
    if (brokerDay !== this.brokerDay) {
      this.#acceptedLossPct = isRecalled ? this.#storedMetrics!.acceptedLossPct : 0;
    }
    const isProvisionalBefore = this.#isProvisional && brokerDay === this.brokerDay;
    this.#ledger = ledger;
    // The start of a provisional day is corrected like any other, and its peak with it.
    if (!isProvisionalBefore) {
      this.#peak = peak;
      const peakEquity = reconstruction === null ? peak.peakEquity : reconstruction.peakEquity;
      this.#start = { day: isRecalled ? this.#dayOfMetrics(day) : day, peakEquity };
      this.#seenPeak = isRecalled ? null : { peakEquity: 0, flows: peak.flows };
    }
    this.#dealsKnownToMs = dealsKnownToMs;
    this.#isProvisional = isProvisional;
    this.#storedMetrics = null;
    this.#storedDeals = [];
    // A provisional day is begun again, after the one that was stored. Any other stands alone: the
    // stored one may be the day that a command has just replaced.
    if (!isProvisional) this.#storedDay = null;
  }

  /**
   * The day as it was when the figures were stored: it may have been corrected afterwards, and then
   * their peak has not followed yet.
   */
  #dayOfMetrics(day: AccountDay): AccountDay {
    return { ...day, startEquity: this.#storedMetrics?.dayStartEquity ?? day.startEquity };
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
      peak: this.#peakBeforeProvisional ?? this.#peak,
    };
  }

  /** Null for a day that is not provisional. */
  get #peakBeforeProvisional(): EquityPeak | null {
    const peakEquity = this.#start?.peakEquity ?? null;
    return this.#isProvisional && peakEquity !== null ? { peakEquity, flows: 0 } : null;
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

  /**
   * No day has begun, these figures are from after its end, or it began with zeros that no deal has
   * shown, and these are the first that are not zero: a loss of nothing has no share.
   */
  isOver({ account, brokerMs: time }: Figures): boolean {
    if (this.#ledger === null || isLaterDay(time, this.#ledger.day.brokerDay)) return true;
    const { startBalance: balance, startEquity: equity } = this.#ledger.day;
    return this.#isProvisional && isZero({ balance, equity }) && !isZero(account);
  }

  /** With the last day of an earlier run, until a day has begun in this one. */
  compare({ account, brokerMs: time }: Figures, currency: MoneyUnit): LedgerComparison | null {
    const stored = this.#storedDay;
    const ledger = this.#ledger ?? (stored === null ? null : new DayLedger(stored, currency));
    return ledger?.compare(account, time) ?? null;
  }

  /** Deposits and withdrawals up to here are in the figures; null before a day has begun. */
  flowsToMs({ account, brokerMs: time }: Figures): BrokerMs | null {
    return this.#ledger?.flowsToMs(account, time) ?? null;
  }

  /** Whether the deals explain the figures. `realised`: floating profit that became balance. */
  count({ account, brokerMs: time }: Figures, realised = 0): boolean {
    const ledger = this.#ledger;
    if (ledger === null) return false;
    const comparison = ledger.compare(account, time);
    if (!isExplained(comparison)) {
      this.#raiseUnexplained(account, { ...comparison, realised });
      return false;
    }
    if (!ledger.hasCredit) ledger.settleCredit(account);
    const [{ equity }, { flows }] = [account, comparison];
    this.#correctPeak(ledger.day, equity, flows);
    this.#peak = raisePeak(this.#peak, equity, flows);
    if (this.#seenPeak !== null) this.#seenPeak = raisePeak(this.#seenPeak, equity, flows);
    return true;
  }

  /**
   * A change that stays unexplained hides no high. What may be a deposit raises none, and the peak
   * follows deposits only while everything is explained.
   */
  #raiseUnexplained(
    account: AccountMetrics,
    { flows, unexplained, realised }: LedgerComparison & { readonly realised: number },
  ): void {
    const equity = judgedEquity(account, lastingChange(unexplained), realised);
    const { peakEquity } = this.#peak;
    if (flows === this.#peak.flows && equity > peakEquity) {
      this.#peak = { peakEquity: equity, flows };
    }
  }

  /** The start of the day may have been corrected by deals that were listed late. */
  #correctPeak(day: AccountDay, equity: number, flows: number): void {
    if (this.#start === null || isSameStart(this.#start.day, day)) return;
    const { peakEquity: before } = this.#start;
    this.#start = { day, peakEquity: before };
    this.#peak = correctedPeak(
      { before, peak: this.#peak, seen: this.#seenPeak },
      equity,
      flows,
    );
    if (this.#seenPeak !== null) this.#seenPeak = { ...this.#seenPeak, flows };
  }

  /** Null before a day has begun. */
  metrics({ account, brokerMs: time }: Figures, change: CountedChange): RiskMetrics | null {
    const ledger = this.#ledger;
    if (ledger === null) return null;
    const comparison = ledger.compare(account, time);
    const acceptedLossPct = this.#acceptedLossPct;
    const counted = { ledger, comparison, peak: this.#peak, change, acceptedLossPct };
    return riskMetrics(account, counted);
  }

  /** Called when the end of the halt, and the loss it accepts, are stored. */
  granted({ cause, figures }: ResumeGrant): void {
    if (figures === null) return;
    const { acceptedLossPct, peakEquity, dayFlows, brokerDay } = figures;
    const isToday = brokerDay === this.brokerDay;
    if (cause === "drawdown") {
      this.#peak = { peakEquity, flows: isToday ? dayFlows : this.#peak.flows };
      // It contains whatever is listed late.
      if (this.#start !== null) this.#start = { ...this.#start, peakEquity: null };
      this.#ledger?.highReplaced();
    } else if (isToday) this.#acceptedLossPct = acceptedLossPct;
  }
}

function isSameStart(one: AccountDay, other: AccountDay): boolean {
  return one.startEquity === other.startEquity && one.startBalance === other.startBalance &&
    one.startedBrokerMs === other.startedBrokerMs;
}
