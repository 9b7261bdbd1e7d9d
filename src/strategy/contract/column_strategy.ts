/**
 * The full form of a strategy: columns over whole series, then a decision for each closed bar. The
 * same columns, the same view of its trades and the same memory must give the same actions: no
 * clock, no randomness, no other state between calls.
 */

import type { Timeframe } from "../../models/mod.ts";
import type { Parameters, ParameterSpec } from "./parameter_spec.ts";
import type { StrategyActions } from "./action.ts";
import type { BarMoment } from "./bar_moment.ts";
import type { StrategyBars } from "./strategy_bars.ts";
import type { StrategyView } from "./strategy_view.ts";

/** Another series that the strategy looks at. */
export interface SeriesWanted {
  /** A symbol by its configured name; the strategy's own when left out. */
  readonly symbol?: string;
  /** The strategy's own timeframe when left out. */
  readonly timeframe?: Timeframe;
}

/** The strategy's own bars, and those of the series that it declares. */
export type StrategyData<Series extends string = never> =
  & { readonly bars: StrategyBars }
  & Readonly<Record<Series, StrategyBars>>;

/** One strategy. `Name` are its parameters, `Series` its further series, `Column` its columns. */
export interface ColumnStrategy<
  Name extends string = string,
  Series extends string = never,
  Column extends string = string,
> {
  /** That of the file; may be left out. */
  readonly name?: string;
  /** When it buys and sells, in a sentence. */
  readonly description?: string;
  /** What the trader may set. */
  readonly parameters?: Readonly<Record<Name, ParameterSpec>>;
  /** Further series, by the name under which `columns` gets them; at most eight. */
  readonly series?: Readonly<Record<Series, SeriesWanted>>;
  /** A sentence on why these parameters contradict each other; null when they do not. */
  contradiction?(parameters: Parameters<Name>): string | null;
  /**
   * How many bars it needs before its first decision, and how many are read when the bridge starts;
   * `usualBarsNeeded` when left out.
   */
  barsNeeded?(parameters: Parameters<Name>): number;
  /** Makes the columns: each has one value for each bar of `data.bars`. */
  columns(
    data: StrategyData<Series>,
    parameters: Parameters<Name>,
  ): Readonly<Record<Column, Float64Array>>;
  /** Called once for each closed bar, oldest first. */
  onBar(
    at: BarMoment,
    view: StrategyView<Column>,
    parameters: Parameters<Name>,
  ): StrategyActions;
}

/** Enough for what is smoothed over 20 to 50 bars to have forgotten where the series begins. */
export const usualBarsNeeded = 500;

/** The most further series. */
export const maxSeriesWanted = 8;
