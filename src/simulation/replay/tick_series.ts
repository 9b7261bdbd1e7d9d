/** The ticks of a replay by index: those of a tick file, or those that a bar file is played as. */

import { type BarColumns, roundPrice, type TickColumns, timeframeMs } from "../../models/mod.ts";
import type { Timeframe } from "../../models/timeframe.ts";
import { tickFlags, type TickRows } from "../market/tick_rows.ts";
import { playedTicksPerBar } from "../../history/price_file/price_file.ts";

export interface TickSeries {
  readonly length: number;
  /** Never decreases from one index to the next. */
  timeMs(index: number): number;
  addTo(rows: TickRows, index: number): void;
}

export function fileTicks(ticks: TickColumns): TickSeries {
  return {
    length: ticks.brokerMs.length,
    timeMs: (index) => ticks.brokerMs[index]!,
    addTo: (rows, index) =>
      rows.add({
        brokerMs: ticks.brokerMs[index]!,
        bid: ticks.bid[index]!,
        ask: ticks.ask[index]!,
        last: ticks.last[index]!,
        volume: ticks.volume[index]!,
        flags: ticks.flags[index]! & ~tickFlags.onTheWay,
      }),
  };
}

/** When a bar has its open, its two extremes and its close, in milliseconds since its start. */
export function turnTimesMs(lengthMs: number): readonly [number, number, number, number] {
  return [0, Math.floor(lengthMs / 3), Math.floor(2 * lengthMs / 3), lengthMs - 1];
}

/**
 * Four ticks for each bar: its open; then low and high, the more likely one first (a rising bar has
 * probably dipped before, and one that closes where it opened goes the other way than the bar
 * before it); its close.
 */
export function barTicks(bars: BarColumns, timeframe: Timeframe, digits: number): TickSeries {
  const lengthMs = timeframeMs(timeframe);
  const placesMs = turnTimesMs(lengthMs);
  const isRising = risingBars(bars);
  const timeMs = (index: number) =>
    bars.brokerMs[Math.floor(index / playedTicksPerBar)]! + placesMs[index % playedTicksPerBar]!;
  return {
    length: bars.brokerMs.length * playedTicksPerBar,
    timeMs,
    addTo: (rows, index) => {
      const bar = Math.floor(index / playedTicksPerBar);
      const turn = index % playedTicksPerBar;
      const bid = pricesOf(bars, bar, isRising[bar] === 1)[turn]!;
      const ask = roundPrice(bid + bars.spreadPoints[bar]! / 10 ** digits, digits);
      const flags = tickFlags.bid | tickFlags.ask | (turn > 0 ? tickFlags.onTheWay : 0);
      rows.add({ brokerMs: timeMs(index), bid, ask, last: 0, volume: 0, flags });
    },
  };
}

/** 1 for a bar that has its low first. */
function risingBars({ open, close }: BarColumns): Uint8Array {
  const isRising = new Uint8Array(open.length);
  let before = 0;
  for (let bar = 0; bar < isRising.length; bar++) {
    const risen = close[bar]! - open[bar]!;
    before = risen === 0 ? 1 - before : Number(risen > 0);
    isRising[bar] = before;
  }
  return isRising;
}

function pricesOf(bars: BarColumns, bar: number, isRising: boolean): readonly number[] {
  const [open, high] = [bars.open[bar]!, bars.high[bar]!];
  const [low, close] = [bars.low[bar]!, bars.close[bar]!];
  return isRising ? [open, low, high, close] : [open, high, low, close];
}

/** The index of the first tick at or after a time; `length` when there is none. */
export function firstTickAt(series: TickSeries, timeMs: number): number {
  let low = 0;
  let high = series.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (series.timeMs(middle) < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
