/**
 * Indicators of `trading-signals` over a window, in points (whole numbers, so that sums are exact
 * and equal averages compare as equal). Each reads only the bars that can change its result.
 */

import { ATR, DonchianChannels, RSI, SMA } from "trading-signals";
import { type BarPrice, toPoints } from "../models/mod.ts";
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
  const average = new SMA(period);
  const values = average.updates(Array.from(pointsOf(window, "close", period + 1)));
  return lastTwo(values.at(-2), values.at(-1));
}

/** Relative strength index by Wilder, 0 to 100; 50 while the closes have not moved at all. */
export function relativeStrengths(window: Window, period: number): LastTwo {
  const index = new RSI(period);
  let previous: number | undefined;
  let current: number | undefined;
  let hasRisen = false;
  let lastClose = Infinity;
  for (const close of pointsOf(window, "close", window.bars.close.length)) {
    hasRisen ||= close > lastClose;
    lastClose = close;
    const value = index.add(close);
    previous = current;
    // Without any loss the library returns 100, even for a price that never moved.
    current = value === 100 && !hasRisen ? 50 : value ?? undefined;
  }
  return lastTwo(previous, current);
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
  const highs = pointsOf(window, "high", period + skip);
  const lows = pointsOf(window, "low", period + skip);
  const donchian = new DonchianChannels(period);
  for (let index = 0; index < period; index++) {
    donchian.add({ high: highs[index]!, low: lows[index]! });
  }
  return donchian.getResultOrThrow();
}

/**
 * Mean of the true ranges of the last `period` bars, as MetaTrader's ATR. Needs `period + 1` bars.
 */
export function averageTrueRange(window: Window, period: number): number {
  const highs = pointsOf(window, "high", period + 1);
  const lows = pointsOf(window, "low", period + 1);
  const closes = pointsOf(window, "close", period + 1);
  const range = new ATR(period, SMA);
  closes.forEach((close, index) => range.add({ high: highs[index]!, low: lows[index]!, close }));
  return range.getResultOrThrow();
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
export function lastTwo(
  previous: number | null | undefined,
  current: number | null | undefined,
): LastTwo {
  if (typeof previous !== "number" || typeof current !== "number") {
    throw new RangeError("The window is too short for the indicator");
  }
  return { previous, current };
}
