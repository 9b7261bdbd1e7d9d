/** Levels of the broker's day and the one before. */

import type { BarSeries } from "./bar_series.ts";
import { checkMinute, type DayChoice, dayNumber } from "./broker_day.ts";
import { emptyColumn } from "./column.ts";

/** The levels of each bar's day. */
export interface DailyLines {
  /** The first price of the day. */
  readonly open: Float64Array;
  /** The highest price of the day so far. */
  readonly high: Float64Array;
  /** The lowest price of the day so far. */
  readonly low: Float64Array;
  /** The highest price of the day before. */
  readonly previousHigh: Float64Array;
  /** The lowest price of the day before. */
  readonly previousLow: Float64Array;
  /** The last price of the day before. */
  readonly previousClose: Float64Array;
}

/** Prices of a day. */
interface Day {
  open: number;
  high: number;
  low: number;
  close: number;
}

const noDay: Readonly<Day> = { open: NaN, high: NaN, low: NaN, close: NaN };

/**
 * Daily levels: open, high and low of the broker's day so far, and high, low and close of the day
 * before, which is the last one with bars. The first day of a series may be a part of one.
 *
 * Unit: that of the prices. Warm-up: none for the day itself, the first day for the one before. A
 * gap begins it again. Source: what MetaTrader shows on the daily chart.
 */
export function dailyLevels(
  bars: Omit<BarSeries, "volume">,
  { startMinute = 0 }: DayChoice = {},
): DailyLines {
  checkMinute("dailyLevels", startMinute);
  const size = bars.close.length;
  const lines = {
    open: emptyColumn(size),
    high: emptyColumn(size),
    low: emptyColumn(size),
    previousHigh: emptyColumn(size),
    previousLow: emptyColumn(size),
    previousClose: emptyColumn(size),
  };
  let [number, today, before] = [NaN, noDay, noDay];
  for (let index = 0; index < size; index++) {
    const bar = barOf(bars, index);
    if (bar === null) {
      [number, today, before] = [NaN, noDay, noDay];
      continue;
    }
    const day = dayNumber(bars.brokerMs[index]!, startMinute);
    [today, before] = day === number ? [joined(today, bar), before] : [bar, today];
    number = day;
    lines.open[index] = today.open;
    lines.high[index] = today.high;
    lines.low[index] = today.low;
    lines.previousHigh[index] = before.high;
    lines.previousLow[index] = before.low;
    lines.previousClose[index] = before.close;
  }
  return lines;
}

/** Null where a price is missing. */
function barOf(bars: Omit<BarSeries, "volume">, index: number): Day | null {
  const [open, high] = [bars.open[index]!, bars.high[index]!];
  const [low, close] = [bars.low[index]!, bars.close[index]!];
  return Number.isFinite(open + high + low + close) ? { open, high, low, close } : null;
}

function joined(day: Readonly<Day>, bar: Day): Day {
  return {
    open: day.open,
    high: Math.max(day.high, bar.high),
    low: Math.min(day.low, bar.low),
    close: bar.close,
  };
}
