/** Pivot points of the day. */

import type { BarSeries } from "./bar_series.ts";
import type { DayChoice } from "./broker_day.ts";
import { dailyLevels, type DailyLines } from "./daily_levels.ts";
import { emptyColumn } from "./column.ts";

/** The levels of each bar's day. */
export interface PivotLines {
  /** The pivot. */
  readonly pivot: Float64Array;
  /** The resistances above it, the nearest first. */
  readonly r1: Float64Array;
  /** Resistance 2. */
  readonly r2: Float64Array;
  /** Resistance 3. */
  readonly r3: Float64Array;
  /** The supports below it, the nearest first. */
  readonly s1: Float64Array;
  /** Support 2. */
  readonly s2: Float64Array;
  /** Support 3. */
  readonly s3: Float64Array;
}

/** The options of `pivotPoints`. */
export interface PivotOptions extends DayChoice {
  /** Whose formulas. */
  readonly method?: "classic" | "fibonacci" | "woodie";
}

/** One day's levels: the pivot, r1 to r3, s1 to s3. */
type Levels = readonly [number, number, number, number, number, number, number];

/**
 * Pivot points of the broker's day, from high, low and close of the day before. Woodie's use the
 * day's own open instead of that close.
 *
 * Unit: that of the prices. Warm-up: the first day. A gap begins it again.
 * Source: TradingView's Pivot Points Standard: traditional, Fibonacci and Woodie.
 */
export function pivotPoints(
  bars: Omit<BarSeries, "volume">,
  { method = "classic", startMinute = 0 }: PivotOptions = {},
): PivotLines {
  const days = dailyLevels(bars, { startMinute });
  const size = bars.close.length;
  const [pivot, r1, r2, r3] = [
    emptyColumn(size),
    emptyColumn(size),
    emptyColumn(size),
    emptyColumn(size),
  ];
  const [s1, s2, s3] = [emptyColumn(size), emptyColumn(size), emptyColumn(size)];
  const formula = formulas[method];
  for (let index = 0; index < size; index++) {
    const levels = formula(days, index);
    pivot[index] = levels[0];
    r1[index] = levels[1];
    r2[index] = levels[2];
    r3[index] = levels[3];
    s1[index] = levels[4];
    s2[index] = levels[5];
    s3[index] = levels[6];
  }
  return { pivot, r1, r2, r3, s1, s2, s3 };
}

const formulas = { classic, fibonacci, woodie } as const;

function classic(days: DailyLines, index: number): Levels {
  const [high, low] = [days.previousHigh[index]!, days.previousLow[index]!];
  return around((high + low + days.previousClose[index]!) / 3, high, low);
}

function woodie(days: DailyLines, index: number): Levels {
  const [high, low] = [days.previousHigh[index]!, days.previousLow[index]!];
  return around((high + low + 2 * days.open[index]!) / 4, high, low);
}

/** The levels of the classic formulas around a pivot. */
function around(pivot: number, high: number, low: number): Levels {
  const range = high - low;
  return [
    pivot,
    2 * pivot - low,
    pivot + range,
    high + 2 * (pivot - low),
    2 * pivot - high,
    pivot - range,
    low - 2 * (high - pivot),
  ];
}

function fibonacci(days: DailyLines, index: number): Levels {
  const [high, low] = [days.previousHigh[index]!, days.previousLow[index]!];
  const pivot = (high + low + days.previousClose[index]!) / 3;
  const range = high - low;
  return [
    pivot,
    pivot + 0.382 * range,
    pivot + 0.618 * range,
    pivot + range,
    pivot - 0.382 * range,
    pivot - 0.618 * range,
    pivot - range,
  ];
}
