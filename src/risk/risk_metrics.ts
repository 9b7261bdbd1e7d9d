/**
 * Risk metrics of an account at one moment, from its ledger, its peak and the account's own
 * figures.
 */

import type { AccountMetrics, RiskMetrics } from "../models/mod.ts";
import type { DayLedger, View } from "./day_ledger.ts";
import { dayBase } from "./day_base.ts";
import { drawdownPct, type EquityPeak, raisePeak } from "./equity_peak.ts";

export function riskMetrics(
  account: AccountMetrics,
  { ledger, peak, view, acceptedLossPct }: {
    readonly ledger: DayLedger;
    readonly peak: EquityPeak;
    readonly view: View;
    readonly acceptedLossPct: number;
  },
): RiskMetrics {
  const { day, flows } = ledger;
  const equity = ledger.equityIn(view, account);
  // Deals may arrive before the peak was adjusted for them: that must not count as drawdown.
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
function lossPct(base: number, loss: number): number {
  if (loss <= 0) return 0;
  return base > 0 ? loss / base * 100 : 100;
}

/** Why an account's figures are invalid; null when they are valid. */
export function unsoundness({ balance, equity, profit }: AccountMetrics): string | null {
  const figures = { balance, equity, "floating profit": profit };
  const bad = Object.entries(figures).find(([, value]) => !Number.isFinite(value));
  return bad === undefined ? null : `the terminal reports ${bad[0]} as ${bad[1]}`;
}
