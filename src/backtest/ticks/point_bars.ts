/**
 * Bars and ticks of one symbol in whole points, as typed columns: what a backtest reads. Prices are
 * 32-bit, which is enough for 21,474 at five digits.
 */

import { type BarColumns, type TickColumns, toPoints } from "../../models/mod.ts";

/** Oldest first; all columns have the same length. Prices are bids. */
export interface PointBars {
  readonly length: number;
  /** The open time, in minutes since 1970 in broker time. */
  readonly minute: Int32Array;
  readonly open: Int32Array;
  readonly high: Int32Array;
  readonly low: Int32Array;
  readonly close: Int32Array;
  /** How many ticks the bar had; 0 when that is unknown. */
  readonly tickVolume: Int32Array;
  /** In points. */
  readonly spread: Int32Array;
}

/** Oldest first; all columns have the same length. */
export interface PointTicks {
  readonly length: number;
  readonly brokerMs: Float64Array;
  readonly bid: Int32Array;
  readonly ask: Int32Array;
}

export function emptyPointBars(length: number): PointBars {
  const column = () => new Int32Array(length);
  return {
    length,
    minute: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    tickVolume: column(),
    spread: column(),
  };
}

/** Bars of a file or a terminal in points; throws a `RangeError` for prices beyond 32 bits. */
export function pointBars(bars: BarColumns, digits: number): PointBars {
  const prices = (column: Float64Array) => wholePoints(column, digits);
  return {
    length: bars.brokerMs.length,
    minute: wholeNumbers(bars.brokerMs, 60_000),
    open: prices(bars.open),
    high: prices(bars.high),
    low: prices(bars.low),
    close: prices(bars.close),
    tickVolume: wholeNumbers(bars.tickVolume),
    spread: wholeNumbers(bars.spreadPoints),
  };
}

/** As `pointBars`, for ticks. A crossed quote counts as a spread of 0. */
export function pointTicks(
  { brokerMs, bid, ask }: Pick<TickColumns, "brokerMs" | "bid" | "ask">,
  digits: number,
): PointTicks {
  const bids = wholePoints(bid, digits);
  const asks = wholePoints(ask, digits);
  for (let at = 0; at < bids.length; at++) asks[at] = Math.max(asks[at]!, bids[at]!);
  return { length: bids.length, brokerMs: Float64Array.from(brokerMs), bid: bids, ask: asks };
}

const pointsMax = 2 ** 31 - 1;

function wholePoints(prices: Float64Array, digits: number): Int32Array {
  const column = new Int32Array(prices.length);
  for (let at = 0; at < prices.length; at++) {
    const points = toPoints(prices[at]!, digits);
    if (!(points >= 0 && points <= pointsMax)) {
      throw new RangeError(`A price of ${prices[at]} with ${digits} digits has more than 31 bits`);
    }
    column[at] = points;
  }
  return column;
}

/** Whole numbers of doubles, each divided first. */
function wholeNumbers(values: Float64Array, by = 1): Int32Array {
  const column = new Int32Array(values.length);
  for (let at = 0; at < values.length; at++) column[at] = Math.floor(values[at]! / by);
  return column;
}

/** Bars of the bid; the smallest spread of a bar is its spread, as MetaTrader keeps it. */
export function barsOfPointTicks(ticks: PointTicks, periodMinutes: number): PointBars {
  const bars = emptyPointBars(ticks.length);
  let count = -1;
  let opened = -1;
  for (let at = 0; at < ticks.length; at++) {
    const bid = ticks.bid[at]!;
    const spread = ticks.ask[at]! - bid;
    const minute = barStart(Math.floor(ticks.brokerMs[at]! / 60_000), periodMinutes);
    if (minute !== opened) {
      opened = minute;
      count++;
      bars.minute[count] = minute;
      bars.open[count] = bars.high[count] = bars.low[count] = bid;
      bars.spread[count] = spread;
    }
    if (bid > bars.high[count]!) bars.high[count] = bid;
    if (bid < bars.low[count]!) bars.low[count] = bid;
    if (spread < bars.spread[count]!) bars.spread[count] = spread;
    bars.close[count] = bid;
    bars.tickVolume[count] = bars.tickVolume[count]! + 1;
  }
  return cutBars(bars, 0, count + 1);
}

/** The start of the bar that contains a minute. */
export function barStart(minute: number, periodMinutes: number): number {
  return minute - minute % periodMinutes;
}

/** The ticks from `from` to before `to`, sharing their memory. */
export function cutTicks({ brokerMs, bid, ask }: PointTicks, from: number, to: number): PointTicks {
  return {
    length: to - from,
    brokerMs: brokerMs.subarray(from, to),
    bid: bid.subarray(from, to),
    ask: ask.subarray(from, to),
  };
}

/** The bars from `from` to before `to`, sharing their memory. */
export function cutBars(bars: PointBars, from: number, to: number): PointBars {
  const cut = (column: Int32Array) => column.subarray(from, to);
  return {
    length: to - from,
    minute: cut(bars.minute),
    open: cut(bars.open),
    high: cut(bars.high),
    low: cut(bars.low),
    close: cut(bars.close),
    tickVolume: cut(bars.tickVolume),
    spread: cut(bars.spread),
  };
}
