/**
 * Risk metrics of an account at one moment, from its ledger, its peak and the account's own
 * figures.
 */

import type { AccountMetrics, RiskMetrics } from "../../models/mod.ts";
import {
  type DayLedger,
  type JudgedChange,
  judgedEquity,
  type LedgerComparison,
  type Unexplained,
} from "./day_ledger.ts";
import { dayBase } from "./day_base.ts";
import { drawdownPct, type EquityPeak, raisePeak } from "./equity_peak.ts";

/** How an unexplained change is counted. */
export interface CountedChange {
  /** The part of an unexplained gain that was floating profit before: see `realised_profit.ts`. */
  readonly realised: number;
  /** What of an unexplained change may still be explained, and what lasts. */
  readonly judged: (unexplained: Unexplained) => JudgedChange;
}

export function riskMetrics(
  account: AccountMetrics,
  { ledger: { day }, comparison, peak, change, acceptedLossPct }: {
    readonly ledger: DayLedger;
    readonly comparison: LedgerComparison;
    readonly peak: EquityPeak;
    readonly change: CountedChange;
    readonly acceptedLossPct: number;
  },
): RiskMetrics {
  const { flows, unexplained } = comparison;
  const equity = judgedEquity(account, change.judged(unexplained), change.realised);
  // Deposits may be known before the peak has been adjusted for them: that is not a drawdown.
  const { peakEquity } = flows === peak.flows ? peak : raisePeak(peak, equity, flows);
  return {
    terminal: account.terminal,
    utcMs: account.utcMs,
    brokerDay: day.brokerDay,
    equity: account.equity,
    balance: account.balance,
    floatingProfit: account.profit,
    dayStartEquity: day.startEquity,
    dayFlows: flows,
    dayLossPct: lossPct(
      dayBase({ dayStartEquity: day.startEquity, dayFlows: flows }),
      day.startEquity + flows - equity,
    ),
    acceptedLossPct,
    peakEquity,
    drawdownPct: drawdownPct(peakEquity, equity),
  };
}

/** For an account without any starting equity, any loss is 100 %. */
export function lossPct(base: number, loss: number): number {
  if (loss <= 0) return 0;
  return base > 0 ? loss / base * 100 : 100;
}
