/** Patterns of candles: their shapes, and the column that says where they are. */

import type { OhlcColumns } from "./bar_series.ts";
import { emptyColumn } from "./column.ts";

/** The parts of a candle, all from 0. */
export interface CandleShape {
  /** From the open to the close. */
  readonly body: number;
  /** From the low to the high. */
  readonly range: number;
  /** From the body to the high. */
  readonly upperShadow: number;
  /** From the low to the body. */
  readonly lowerShadow: number;
}

export function candleShape({ open, high, low, close }: OhlcColumns, index: number): CandleShape {
  const [first, last] = [open[index]!, close[index]!];
  const [top, bottom] = [high[index]!, low[index]!];
  return {
    body: Math.abs(last - first),
    range: top - bottom,
    upperShadow: top - Math.max(first, last),
    lowerShadow: Math.min(first, last) - bottom,
  };
}

/** 1 for a candle that closed higher than it opened, -1 for one that closed lower, otherwise 0. */
export function candleSide({ open, close }: OhlcColumns, index: number): number {
  return Math.sign(close[index]! - open[index]!);
}

/** What is looked for. */
export interface CandlePattern {
  /** How many bars it is made of. */
  readonly length: number;
  /** 1 or -1 where the bar at `index` completes it, otherwise 0. */
  readonly sideAt: (index: number) => number;
}

/** The pattern on each bar; NaN where there are not yet enough bars. */
export function patternColumn(
  { open, high, low, close }: OhlcColumns,
  { length, sideAt }: CandlePattern,
): Float64Array {
  const result = emptyColumn(close.length);
  let count = 0;
  for (let index = 0; index < close.length; index++) {
    const isWhole = Number.isFinite(open[index]! + high[index]! + low[index]! + close[index]!);
    count = isWhole ? count + 1 : 0;
    if (count >= length) result[index] = sideAt(index);
  }
  return result;
}
