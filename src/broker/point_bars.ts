/** Bars of one day in whole points: exact to compare and to aggregate. */

import type { Bar, BrokerMs } from "../models/mod.ts";

/** Oldest first; all columns have the same length. */
export interface PointBars {
  /** Open times, minutes since 1970 in broker time. */
  readonly minute: Int32Array;
  readonly open: Int32Array;
  readonly high: Int32Array;
  readonly low: Int32Array;
  readonly close: Int32Array;
  readonly tickCount: Int32Array;
  /** The smallest spread of the bar's ticks. */
  readonly spread: Int32Array;
}

export function emptyPointBars(length: number): PointBars {
  const column = () => new Int32Array(length);
  return {
    minute: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    tickCount: column(),
    spread: column(),
  };
}

/** Bars of `minutesPerBar` out of minute bars without a hole, of which it must be a divisor. */
export function aggregate(minutes: PointBars, minutesPerBar: number): PointBars {
  const bars = emptyPointBars(minutes.minute.length / minutesPerBar);
  for (let index = 0; index < bars.minute.length; index++) {
    const first = index * minutesPerBar;
    let high = minutes.high[first]!;
    let low = minutes.low[first]!;
    let spread = minutes.spread[first]!;
    let tickCount = 0;
    for (let at = first; at < first + minutesPerBar; at++) {
      high = Math.max(high, minutes.high[at]!);
      low = Math.min(low, minutes.low[at]!);
      spread = Math.min(spread, minutes.spread[at]!);
      tickCount += minutes.tickCount[at]!;
    }
    bars.minute[index] = minutes.minute[first]!;
    bars.open[index] = minutes.open[first]!;
    bars.high[index] = high;
    bars.low[index] = low;
    bars.close[index] = minutes.close[first + minutesPerBar - 1]!;
    bars.tickCount[index] = tickCount;
    bars.spread[index] = spread;
  }
  return bars;
}

/** The bar at `index`; `scale` is points per unit of price. */
export function pointBarAt(bars: PointBars, index: number, scale: number): Bar {
  // Dividing two exact integers gives the double nearest to the decimal price.
  return {
    brokerMs: bars.minute[index]! * 60_000 as BrokerMs,
    open: bars.open[index]! / scale,
    high: bars.high[index]! / scale,
    low: bars.low[index]! / scale,
    close: bars.close[index]! / scale,
    tickVolume: bars.tickCount[index]!,
    realVolume: 0,
    spreadPoints: bars.spread[index]!,
  };
}
