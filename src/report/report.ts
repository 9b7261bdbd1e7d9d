/**
 * A report of trading: all figures, trades and groups of one record. `reportOf` is the one way to
 * make it, for a backtest, an account and an imported report alike. Pure.
 */

import type { AccountCurrency } from "../models/currency.ts";
import { currencyDigits } from "../models/currency.ts";
import { type Figures, type TradingRecord, worked } from "./figures/figures.ts";
import { type PrintedFigures, printedFigures } from "./figures/printed_figures.ts";
import { type CostSplit, costSplit } from "./groups/cost_split.ts";
import { type Exposure, exposureOf } from "./groups/exposure.ts";
import type { RefusalCount } from "./groups/refusals.ts";
import { type MonthResult, monthResults } from "./groups/month_results.ts";
import { type TradeGroups, tradeGroups } from "./groups/trade_groups.ts";
import type { TradeList } from "./trades/trades_of_deals.ts";

/** A line of what the report is about: a parameter, the model of prices, a cost. */
export interface ReportFact {
  readonly name: string;
  readonly value: string;
}

/** What the report is about; nothing in it changes a figure. */
export interface ReportAbout {
  /** Such as `breakout on EURUSD M15`. */
  readonly title: string;
  readonly currency: AccountCurrency;
  /** The first and the last moment of the time covered, on the broker's clock. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly facts: readonly ReportFact[];
  /** Whole sentences that make the figures doubtful: they are told before any figure. */
  readonly warnings: readonly string[];
  /** Whole sentences that a reader must know with the figures. */
  readonly notes: readonly string[];
}

/** Bars of one symbol, with what the strategy saw in them. */
export interface PriceChart {
  readonly symbol: string;
  readonly timeframe: string;
  readonly digits: number;
  readonly timeMs: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  /** As long as the bars; NaN where there is no value. */
  readonly columns: readonly PriceColumn[];
}

export interface PriceColumn {
  readonly name: string;
  readonly values: Float64Array;
  /** On the scale of prices, or below them on a scale of its own. */
  readonly isPrice: boolean;
}

export interface ReportInput {
  readonly about: ReportAbout;
  readonly record: TradingRecord;
  readonly charts?: readonly PriceChart[];
  readonly refusals?: readonly RefusalCount[];
}

export interface Report extends ReportInput {
  readonly figures: Figures;
  readonly printed: PrintedFigures;
  readonly list: TradeList;
  readonly groups: TradeGroups;
  readonly months: readonly MonthResult[];
  readonly exposure: Exposure;
  readonly costs: CostSplit;
}

export function reportOf(input: ReportInput): Report {
  const { about, record } = input;
  const { figures, list } = worked(record);
  return {
    ...input,
    figures,
    printed: printedFigures(figures, currencyDigits(about.currency)),
    list,
    groups: tradeGroups(list.trades),
    months: monthResults(record.deposit, record.deals),
    exposure: exposureOf(list.trades, list.open, about.toMs),
    costs: costSplit(figures.costs, record.details),
  };
}
