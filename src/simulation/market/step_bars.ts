/**
 * Bars of one day in whole steps of the tick size, which can be compared and aggregated exactly.
 */

import type { BarColumns } from "../../models/mod.ts";
import type { StepScale } from "./instrument_catalog.ts";

/** Oldest first; all columns have the same length. */
export interface StepBars {
  /** Open times, minutes since 1970 in broker time. */
  readonly minute: Int32Array;
  readonly open: Int32Array;
  readonly high: Int32Array;
  readonly low: Int32Array;
  readonly close: Int32Array;
  readonly tickCount: Int32Array;
  /** The smallest spread among the bar's ticks. */
  readonly spread: Int32Array;
}

export function emptyStepBars(length: number): StepBars {
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

/**
 * Aggregates minute bars without gaps into bars of `minutesPerBar`, which must divide their number.
 */
export function aggregate(minutes: StepBars, minutesPerBar: number): StepBars {
  const bars = emptyStepBars(minutes.minute.length / minutesPerBar);
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

/** Some neighbouring bars of a day: from `start` up to but not including `stop`. */
export interface BarSegment {
  readonly bars: StepBars;
  readonly start: number;
  readonly stop: number;
}

/** Converts bars to prices, segment by segment. */
export function segmentColumns(segments: readonly BarSegment[], scale: StepScale): BarColumns {
  const length = segments.reduce((sum, { start, stop }) => sum + stop - start, 0);
  const column = (name: keyof StepBars, change: (value: number) => number) => {
    const values = new Float64Array(length);
    let at = 0;
    for (const { bars, start, stop } of segments) {
      for (let index = start; index < stop; index++) values[at++] = change(bars[name][index]!);
    }
    return values;
  };
  // Dividing two exact integers gives the double that is nearest to the decimal price.
  const price = (steps: number) => steps / scale.stepsPerUnit;
  const same = (value: number) => value;
  return {
    brokerMs: column("minute", (minute) => minute * 60_000),
    open: column("open", price),
    high: column("high", price),
    low: column("low", price),
    close: column("close", price),
    tickVolume: column("tickCount", same),
    realVolume: new Float64Array(length),
    spreadPoints: column("spread", (steps) => steps * scale.pointsPerStep),
  };
}
