/**
 * The prices of a backtest and what its strategies saw in them, for the pictures of its report, in
 * few enough bars to be kept.
 */

import type { BarColumns } from "../../models/mod.ts";
import type { PriceChart, PriceColumn } from "../../report/report.ts";

/** More bars than this are joined; pictures join further. */
const barsMax = 1_500;

/** More lines than this nobody tells apart. */
const linesMax = 8;

/** A column that is this close to the price on average, as a share of it, is drawn on its scale. */
const priceShare = 0.05;

/** A column of a strategy, as long as the bars. */
export interface ChartedColumn {
  readonly name: string;
  readonly values: ArrayLike<number>;
}

/** Bars in few enough rows for a picture. */
export interface JoinedPrices
  extends Pick<PriceChart, "timeMs" | "open" | "high" | "low" | "close"> {
  /** How many bars a row is made of. */
  readonly each: number;
}

export interface ChartedSymbol {
  readonly symbol: string;
  readonly timeframe: string;
  readonly digits: number;
  readonly prices: JoinedPrices;
  readonly columns?: readonly ChartedColumn[];
}

export function joinedPrices(bars: BarColumns): JoinedPrices {
  const count = bars.brokerMs.length;
  const each = Math.max(1, Math.ceil(count / barsMax));
  const joined = Math.ceil(count / each);
  const column = () => new Float64Array(joined);
  const chart = {
    each,
    ...{ timeMs: column(), open: column(), high: column(), low: column(), close: column() },
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

export function priceChart(
  { prices: { each, ...rows }, columns = [], ...named }: ChartedSymbol,
): PriceChart {
  const drawn = columns.slice(0, linesMax).map((one) =>
    lineOf(one, { each, close: rows.close, digits: named.digits })
  );
  return { ...named, ...rows, columns: drawn };
}

/** The value at the last of the joined bars; prices in points become prices. */
function lineOf(
  { name, values: all }: ChartedColumn,
  { each, close, digits }: {
    readonly each: number;
    readonly close: Float64Array;
    readonly digits: number;
  },
): PriceColumn {
  const values = Float64Array.from(close, (_, index) => {
    return all[Math.min(all.length, (index + 1) * each) - 1]!;
  });
  if (isNear(values, close)) return { name, values, isPrice: true };
  const prices = values.map((value) => value / 10 ** digits);
  return isNear(prices, close)
    ? { name, values: prices, isPrice: true }
    : { name, values, isPrice: false };
}

/** Whether the values that there are lie at the price. */
function isNear(values: Float64Array, close: Float64Array): boolean {
  let [away, known] = [0, 0];
  for (let index = 0; index < values.length; index++) {
    if (!Number.isFinite(values[index]!)) continue;
    away += Math.abs(values[index]! - close[index]!) / Math.abs(close[index]!);
    known++;
  }
  return known > 0 && away / known < priceShare;
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
