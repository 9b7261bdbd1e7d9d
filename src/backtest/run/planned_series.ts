/** The series that the strategies of a backtest look at. */

import {
  type BarColumns,
  err,
  ok,
  type Result,
  symbolName,
  type Timeframe,
  timeframeMs,
} from "../../models/mod.ts";
import type { SeriesWanted } from "../../strategy/contract/column_strategy.ts";
import type { SeriesGiven } from "../../strategy/decisions/decision_side.ts";
import type { BacktestPlan, PlannedStrategy } from "./plan.ts";

/** Bars that are built of those that are played. */
export interface NeededSeries {
  /** The index of the symbol in the plan. */
  readonly symbol: number;
  readonly timeframe: Timeframe;
}

/** A series by the name that a strategy gives it. */
export interface CalledSeries extends NeededSeries {
  readonly name: string;
}

/** The series of one strategy, its own first; the error is a sentence. */
export function plannedSeries(
  plan: BacktestPlan,
  strategy: PlannedStrategy,
  wanted: Readonly<Record<string, SeriesWanted>>,
): Result<readonly CalledSeries[], string> {
  const series: CalledSeries[] = [];
  const own = { symbol: plan.symbols[strategy.symbol]!.name, timeframe: strategy.timeframe };
  for (const [name, one] of [["bars", own] as const, ...Object.entries(wanted)]) {
    const symbol = plan.symbols.findIndex((known) => known.name === (one.symbol ?? own.symbol));
    const timeframe = one.timeframe ?? own.timeframe;
    if (symbol < 0) {
      return err(
        `${strategy.name} looks at ${one.symbol}, and the backtest has no prices of it; ` +
          `add it to the symbols`,
      );
    }
    if (timeframeMs(timeframe) % timeframeMs(plan.timeframe) !== 0) {
      return err(
        `${strategy.name} looks at ${timeframe}, which cannot be built of ${plan.timeframe} bars`,
      );
    }
    series.push({ name, symbol, timeframe });
  }
  return ok(series);
}

/** Each series once, in the order in which they are first wanted. */
export function neededSeries(all: readonly CalledSeries[]): readonly NeededSeries[] {
  const needed = new Map(
    all.map(({ symbol, timeframe }) => [keyOf({ symbol, timeframe }), { symbol, timeframe }]),
  );
  return Array.from(needed.values());
}

/** The series with their bars. */
export function seriesWithBars(
  plan: BacktestPlan,
  named: readonly CalledSeries[],
  held: ReadonlyMap<string, BarColumns>,
): readonly SeriesGiven[] {
  return named.map(({ name, symbol, timeframe }) => {
    const { name: known, digits } = plan.symbols[symbol]!;
    const bars = held.get(keyOf({ symbol, timeframe }))!;
    return { name, symbol: symbolName(known), timeframe, digits, bars };
  });
}

export function keyOf({ symbol, timeframe }: NeededSeries): string {
  return `${symbol} ${timeframe}`;
}
