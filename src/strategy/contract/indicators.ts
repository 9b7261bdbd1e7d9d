/**
 * Indicators over a window, in points (whole numbers, so that sums are exact and equal averages
 * compare as equal). Each reads only the bars that can change its result.
 */

import { atr } from "../../indicators/atr.ts";
import { rsi } from "../../indicators/rsi.ts";
import { sma } from "../../indicators/sma.ts";
import { type BarPrice, toPoints } from "../../models/mod.ts";
import type { Window } from "./strategy.ts";

/** Value on the window's last bar, and on the bar before it. */
export interface LastTwo {
  /** On the bar before the last. */
  readonly previous: number;
  /** On the last bar. */
  readonly current: number;
}

/**
 * Wilder's smoothing gives the first bars of a window a weight of (1 - 1/period)^bars: 0.004 %
 * after ten periods, so the result does not depend on where the window begins.
 */
export const wilderWarmUpPeriods = 10;

/** Simple moving average of the closes. Needs `period + 1` bars. */
export function simpleAverages(window: Window, period: number): LastTwo {
  const values = sma(pointsOf(window, "close", period + 1), period);
  return lastTwo(values);
}

/** Relative strength index by Wilder, 0 to 100; 50 while the closes have not moved at all. */
export function relativeStrengths(window: Window, period: number): LastTwo {
  const values = rsi(pointsOf(window, "close", window.bars.close.length), period);
  return lastTwo(values);
}

/** Highest high and lowest low, in points. */
export interface Channel {
  /** The highest high. */
  readonly upper: number;
  /** The lowest low. */
  readonly lower: number;
}

/** Highest high and lowest low of the `period` bars before the last `skip`. */
export function channel(window: Window, period: number, skip: number): Channel {
  const highs = pointsOf(window, "high", period + skip).subarray(0, period);
  const lows = pointsOf(window, "low", period + skip).subarray(0, period);
  return { upper: Math.max(...highs), lower: Math.min(...lows) };
}

/**
 * Mean of the true ranges of the last `period` bars, as MetaTrader's ATR. Needs `period + 1` bars.
 */
export function averageTrueRange(window: Window, period: number): number {
  const high = pointsOf(window, "high", period + 1);
  const low = pointsOf(window, "low", period + 1);
  const close = pointsOf(window, "close", period + 1);
  return atr({ high, low, close }, period).at(-1)!;
}

/**
 * The last `count` values of a column in points. Throws a `RangeError` when the window is shorter.
 */
export function pointsOf(
  window: Window,
  column: BarPrice,
  count: number,
): Float64Array {
  const values = window.bars[column];
  if (values.length < count) throw new RangeError(`${count} bars needed, ${values.length} given`);
  return values.subarray(values.length - count).map((price) => toPoints(price, window.digits));
}

/** Throws a `RangeError` when a value is missing. */
export function lastTwo(values: Float64Array): LastTwo {
  const [previous = NaN, current = NaN] = values.subarray(-2);
  if (!Number.isFinite(previous) || !Number.isFinite(current)) {
    throw new RangeError("The window is too short for the indicator");
  }
  return { previous, current };
}
