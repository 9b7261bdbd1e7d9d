/** The prices of a backtest for the pictures of its report, in few enough bars to be kept. */

import type { BarColumns } from "../../models/mod.ts";
import type { PriceChart } from "../../report/report.ts";

/** More bars than this are joined; pictures join further. */
const barsMax = 1_500;

export interface ChartedSymbol {
  readonly symbol: string;
  readonly timeframe: string;
  readonly digits: number;
  readonly bars: BarColumns;
}

export function priceChart({ bars, ...named }: ChartedSymbol): PriceChart {
  const count = bars.brokerMs.length;
  const each = Math.max(1, Math.ceil(count / barsMax));
  const joined = Math.ceil(count / each);
  const column = () => new Float64Array(joined);
  const chart = {
    ...named,
    ...{ timeMs: column(), open: column(), high: column(), low: column(), close: column() },
    columns: [],
  };
  for (let index = 0; index < joined; index++) {
    const from = index * each;
    const to = Math.min(count, from + each);
    chart.timeMs[index] = bars.brokerMs[from]!;
    chart.open[index] = bars.open[from]!;
    chart.high[index] = extreme(bars.high, { from, to, of: Math.max });
    chart.low[index] = extreme(bars.low, { from, to, of: Math.min });
    chart.close[index] = bars.close[to - 1]!;
  }
  return chart;
}

function extreme(
  column: Float64Array,
  { from, to, of }: {
    readonly from: number;
    readonly to: number;
    readonly of: (one: number, other: number) => number;
  },
): number {
  let found = column[from]!;
  for (let at = from + 1; at < to; at++) found = of(found, column[at]!);
  return found;
}
