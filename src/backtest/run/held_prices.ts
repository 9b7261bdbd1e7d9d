/** Prices that are in memory, such as those of a file, as the source of a backtest. */

import {
  type BarColumns,
  mapBarColumns,
  ok,
  type Result,
  type Timeframe,
} from "../../models/mod.ts";
import { longerBars } from "../../simulation/replay/bar_series.ts";
import {
  cutBars,
  cutTicks,
  type PointBars,
  pointBars,
  type PointTicks,
} from "../ticks/point_bars.ts";
import type { PagedPrices, PriceBlock, SymbolPrices } from "./paged_prices.ts";

export interface HeldSymbol {
  readonly digits: number;
  readonly bars: BarColumns;
  readonly ticks?: PointTicks;
}

export interface HeldOptions {
  /** The period of the bars. */
  readonly timeframe: Timeframe;
  /** Rows of a block. */
  readonly blockRows?: number;
}

const usualBlockRows = 100_000;

/** After all times, in minutes since 1970. */
const never = 2 ** 40;

/** Each symbol has at least one bar. Throws a `RangeError` for prices beyond 32 bits. */
export function heldPrices(held: readonly HeldSymbol[], options: HeldOptions): PagedPrices {
  const times = held.map(({ bars }) => bars.brokerMs);
  return {
    symbols: held.map((one) => symbolPrices(one, options)),
    firstMs: Math.min(...times.map((one) => one[0]!)),
    lastMs: Math.max(...times.map((one) => one.at(-1)!)),
    barsAtMost: times.reduce((sum, { length }) => sum + length, 0),
  };
}

function symbolPrices(
  { digits, bars, ticks }: HeldSymbol,
  { timeframe: own, blockRows = usualBlockRows }: HeldOptions,
): SymbolPrices {
  const points = pointBars(bars, digits);
  const minuteOfBar = (at: number) => points.minute[at]!;
  const minuteOfTick = (at: number) => Math.floor(ticks!.brokerMs[at]! / 60_000);
  return {
    bars: () => blocksOf<PointBars>(points, { blockRows, cut: cutBars, minuteOf: minuteOfBar }),
    ticks: ticks === undefined
      ? null
      : () => blocksOf(ticks, { blockRows, cut: cutTicks, minuteOf: minuteOfTick }),
    series: (timeframe) =>
      portionsOf(timeframe === own ? bars : longerBars(bars, timeframe), blockRows),
  };
}

/** A block ends where its last row and the next one are of two minutes. */
function* blocksOf<Rows extends { readonly length: number }>(
  rows: Rows,
  { blockRows, cut, minuteOf }: {
    readonly blockRows: number;
    cut(rows: Rows, from: number, to: number): Rows;
    minuteOf(at: number): number;
  },
): Generator<Result<PriceBlock<Rows>, string>> {
  for (let from = 0; from < rows.length;) {
    let to = Math.min(rows.length, from + blockRows);
    while (to < rows.length && minuteOf(to) === minuteOf(to - 1)) to++;
    const untilMinute = to < rows.length ? minuteOf(to) : never;
    yield ok({ rows: cut(rows, from, to), untilMinute });
    from = to;
  }
}

function* portionsOf(bars: BarColumns, portionRows: number): Generator<Result<BarColumns, string>> {
  for (let from = 0; from < bars.brokerMs.length; from += portionRows) {
    yield ok(mapBarColumns(bars, (column) => column.subarray(from, from + portionRows)));
  }
}
