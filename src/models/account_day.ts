/** An account's broker day and its peak, as risk counts losses from them. Money in the account's currency. */

import type { TerminalId } from "./ids.ts";
import type { BrokerMs, UnixMs } from "./time.ts";

/** Written when the day begins, or the bridge first sees the account on that day. */
export interface AccountDay {
  readonly terminal: TerminalId;
  /** `2026-03-02`, by the broker's clock. */
  readonly brokerDay: string;
  readonly startEquity: number;
  readonly startBalance: number;
  /** Deals from here on count to the day. */
  readonly startedBrokerMs: BrokerMs;
}

/** Risk at one moment, stored as a series. */
export interface RiskMetrics {
  readonly terminal: TerminalId;
  readonly utcMs: UnixMs;
  readonly brokerDay: string;
  readonly equity: number;
  readonly balance: number;
  readonly floatingProfit: number;
  readonly dayStartEquity: number;
  /** Deposits less withdrawals and credits since the day's start. */
  readonly dayFlows: number;
  /** In percent of the day's start, deposits and withdrawals left out; 0 when there is a gain. */
  readonly dayLossPct: number;
  /** Of that, what a resume by hand has accepted: MAX_DAILY_LOSS_PCT counts on from there until the day ends. */
  readonly acceptedLossPct: number;
  /** Highest equity so far, moved along by deposits and withdrawals. */
  readonly peakEquity: number;
  readonly drawdownPct: number;
}
