/** Camarilla pivot points of the day. */

import type { BarSeries } from "./bar_series.ts";
import type { DayChoice } from "./broker_day.ts";
import { dailyLevels } from "./daily_levels.ts";

/** The levels of each bar's day. */
export interface CamarillaLines {
  /** The mean of high, low and close of the day before. */
  readonly pivot: Float64Array;
  /** The resistances, the nearest first. */
  readonly r1: Float64Array;
  /** Resistance 2. */
  readonly r2: Float64Array;
  /** Resistance 3. */
  readonly r3: Float64Array;
  /** Resistance 4. */
  readonly r4: Float64Array;
  /** The supports, the nearest first. */
  readonly s1: Float64Array;
  /** Support 2. */
  readonly s2: Float64Array;
  /** Support 3. */
  readonly s3: Float64Array;
  /** Support 4. */
  readonly s4: Float64Array;
}

/**
 * Camarilla pivot points of the broker's day: the close of the day before, and levels 1.1 / 12,
 * 6, 4 and 2 of its range above and below it.
 *
 * Unit: that of the prices. Warm-up: the first day. A gap begins it again.
 * Source: TradingView's Pivot Points Standard, Camarilla.
 */
export function camarillaPivots(
  bars: Omit<BarSeries, "volume">,
  choice: DayChoice = {},
): CamarillaLines {
  const { previousHigh, previousLow, previousClose } = dailyLevels(bars, choice);
  const level = (share: number) =>
    previousClose.map((close, index) =>
      close + 1.1 * share * (previousHigh[index]! - previousLow[index]!)
    );
  return {
    pivot: previousClose.map((close, index) =>
      (previousHigh[index]! + previousLow[index]! + close) / 3
    ),
    r1: level(1 / 12),
    r2: level(1 / 6),
    r3: level(1 / 4),
    r4: level(1 / 2),
    s1: level(-1 / 12),
    s2: level(-1 / 6),
    s3: level(-1 / 4),
    s4: level(-1 / 2),
  };
}
