/** The series that a strategy of a backtest looks at, built from the bars that are played. */

import {
  type BarColumns,
  err,
  ok,
  type Result,
  symbolName,
  type Timeframe,
  timeframeMs,
} from "../../models/mod.ts";
import { longerBars } from "../../simulation/replay/bar_series.ts";
import type { SeriesWanted } from "../../strategy/column_strategy.ts";
import type { SeriesGiven } from "../../strategy/decision_side.ts";
import type { BacktestPlan, PlannedStrategy } from "./plan.ts";

/** The series of one strategy, its own first; the error is a sentence. */
export function plannedSeries(
  plan: BacktestPlan,
  strategy: PlannedStrategy,
  { bars, wanted }: {
    /** The bars that are played, by the index of their symbol. */
    readonly bars: readonly BarColumns[];
    readonly wanted: Readonly<Record<string, SeriesWanted>>;
  },
): Result<readonly SeriesGiven[], string> {
  const series: SeriesGiven[] = [];
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
    const { digits } = plan.symbols[symbol]!;
    series.push({
      name,
      symbol: symbolName(plan.symbols[symbol]!.name),
      timeframe,
      digits,
      bars: barsOf(bars[symbol]!, plan.timeframe, timeframe),
    });
  }
  return ok(series);
}

function barsOf(bars: BarColumns, from: Timeframe, to: Timeframe): BarColumns {
  return from === to ? bars : longerBars(bars, to);
}
