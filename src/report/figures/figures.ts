/**
 * All figures of MetaTrader's tester report, by its formulas, from the deals and, where it is
 * known, from equity. `docs/reports.md` explains each. Pure, and fast enough for an optimiser.
 */

import { dealAmount, isFlow } from "../../risk/day/deal_flow.ts";
import type { ReportDeal } from "../trades/report_deal.ts";
import { type PositionDetails, type TradeList, tradesOfDeals } from "../trades/trades_of_deals.ts";
import { type BalanceTrend, balanceTrend } from "./balance_trend.ts";
import { type Drawdowns, DrawdownTally } from "./drawdown.ts";
import type { EquitySeries } from "./equity_series.ts";
import {
  type ExcursionCorrelations,
  excursionCorrelations,
  excursionPoints,
} from "./excursions.ts";
import { type DealCosts, type ExitColumns, exitColumns } from "./exit_columns.ts";
import { type GrowthPerTrade, growthPerTrade } from "./growth_per_trade.ts";
import { type HoldingTimes, holdingTimes } from "./holding_times.ts";
import { type Runs, runsOf } from "./runs.ts";
import { equitySharpe } from "./sharpe.ts";
import { type WinLoss, winLoss } from "./win_loss.ts";
import { type ZScore, zScore } from "./z_score.ts";

/** What happened on one account. */
export interface TradingRecord {
  /** The balance before the first deal. */
  readonly deposit: number;
  /** In the order in which they were made, without the initial deposit. */
  readonly deals: readonly ReportDeal[];
  readonly equity?: EquitySeries;
  /** When equity was followed more closely than `equity` tells, such as at every tick. */
  readonly equityDrawdowns?: Drawdowns;
  /** The lowest margin level in percent, followed likewise. */
  readonly lowestMarginLevel?: number;
  /** By the id of the position. */
  readonly details?: PositionDetails;
}

export interface Figures extends WinLoss, GrowthPerTrade {
  readonly deposit: number;
  readonly finalBalance: number;
  readonly flows: number;
  readonly otherResult: number;
  /** What opening deals were charged: in the balance, in no trade's result as MetaTrader counts. */
  readonly openingCosts: number;
  readonly costs: DealCosts;
  readonly tradeDeals: number;
  readonly balanceDrawdowns: Drawdowns;
  /** Null without equity. */
  readonly equityDrawdowns: Drawdowns | null;
  /** The net result in multiples of the largest fall of equity; null without either. */
  readonly recoveryFactor: number | null;
  /** The lowest one, in percent; null when not known. */
  readonly marginLevel: number | null;
  readonly sharpe: number | null;
  readonly zScore: ZScore | null;
  readonly trend: BalanceTrend;
  readonly runs: Runs;
  readonly excursions: ExcursionCorrelations;
  readonly holdingTimes: HoldingTimes | null;
}

/** The figures of a record, with the trades that were made of its deals on the way. */
export interface Worked {
  readonly figures: Figures;
  readonly list: TradeList;
}

export function worked(record: TradingRecord): Worked {
  const list = tradesOfDeals(record.deals, record.details);
  return { figures: figuresOf(record, exitColumns(record.deposit, record.deals), list), list };
}

function figuresOf(record: TradingRecord, exits: ExitColumns, list: TradeList): Figures {
  const counts = winLoss(exits);
  const runs = runsOf(exits.results);
  const equityDrawdowns = record.equityDrawdowns ?? drawdownsOfEquity(record);
  const fall = equityDrawdowns?.maximal.amount ?? 0;
  const { deposit, finalBalance, flows, otherResult, costs, tradeDeals, balanceDrawdowns } = exits;
  const { won, lost, net } = counts;
  return {
    ...counts,
    ...growthPerTrade(exits),
    deposit,
    finalBalance,
    flows,
    otherResult,
    openingCosts: exits.openingCosts,
    costs,
    tradeDeals,
    balanceDrawdowns,
    equityDrawdowns,
    recoveryFactor: fall > 0 ? net / fall : null,
    marginLevel: record.lowestMarginLevel ?? lowestMarginLevel(record.equity),
    sharpe: record.equity === undefined ? null : equitySharpe(record.equity),
    zScore: zScore({ won, lost, runs: runs.wins.runs + runs.losses.runs }),
    trend: balanceTrend(exits),
    runs,
    excursions: excursionCorrelations(excursionPoints(list.trades)),
    holdingTimes: holdingTimes(list.held),
  };
}

/** Money that was paid in or out, credit included, is neither a gain nor a fall. */
function drawdownsOfEquity({ deposit, deals, equity }: TradingRecord): Drawdowns | null {
  if (equity === undefined) return null;
  const paid = deals.filter(({ type }) => isFlow(type));
  const tally = new DrawdownTally(deposit);
  let next = 0;
  for (let i = 0; i < equity.equity.length; i++) {
    for (; next < paid.length && paid[next]!.brokerMs <= equity.timeMs[i]!; next++) {
      tally.shift(dealAmount(paid[next]!));
    }
    tally.add(equity.equity[i]!);
  }
  return tally.drawdowns;
}

function lowestMarginLevel(equity: EquitySeries | undefined): number | null {
  let lowest = Infinity;
  for (const level of equity?.marginLevel ?? []) if (level > 0) lowest = Math.min(lowest, level);
  return lowest === Infinity ? null : lowest;
}
