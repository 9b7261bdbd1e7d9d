/**
 * An account's broker day and its equity peak: the figures that losses are measured from. Money is
 * in the account's currency.
 */

import type { TerminalId } from "./ids.ts";
import type { BrokerMs, UnixMs } from "./time.ts";

/** Written when the day begins, or when the bridge first sees the account on that day. */
export interface AccountDay {
  readonly terminal: TerminalId;
  /** `2026-03-02`, in broker time. */
  readonly brokerDay: string;
  readonly startEquity: number;
  readonly startBalance: number;
  /** Deals from this moment on belong to the day: midnight, or the last message before it. */
  readonly startedBrokerMs: BrokerMs;
  /** Null for a day whose start was seen. */
  readonly reconstruction: DayReconstruction | null;
}

/**
 * The figures that the start of a day was worked out from, less the deals of the day: when more of
 * those are listed later, the start follows from them again.
 */
export interface DayReconstruction {
  /** When the account was read. */
  readonly brokerMs: BrokerMs;
  readonly balance: number;
  readonly credit: number;
  /** Profit of positions from before the day. */
  readonly floating: number;
  /**
   * The equity high of before the day, without the flows of the day; null once a resume has set
   * another one.
   */
  readonly peakEquity: number | null;
  /** What was missing in a day that has replaced another one; left out for others. */
  readonly missing?: MissingMoney;
}

/** Money that counts as lost, but may have been withdrawn: the history may list that later. */
export interface MissingMoney {
  readonly money: number;
  /** Deposits less withdrawals of the day that were listed when it was counted as lost. */
  readonly flows: number;
}

/** The risk figures of one moment, stored as a time series. */
export interface RiskMetrics {
  readonly terminal: TerminalId;
  readonly utcMs: UnixMs;
  readonly brokerDay: string;
  readonly equity: number;
  readonly balance: number;
  readonly floatingProfit: number;
  readonly dayStartEquity: number;
  /** Deposits minus withdrawals and credits since the start of the day. */
  readonly dayFlows: number;
  /**
   * In percent of the equity at the start of the day, without deposits and withdrawals; 0 for a
   * gain.
   */
  readonly dayLossPct: number;
  /**
   * The part of it that a resume has accepted: MAX_DAILY_LOSS_PCT counts from there until the day
   * ends.
   */
  readonly acceptedLossPct: number;
  /** The highest equity so far, adjusted for deposits and withdrawals. */
  readonly peakEquity: number;
  readonly drawdownPct: number;
}
