/**
 * Bars: open, high, low and close of the bid over a period. Closed bars are passed around as
 * columns.
 */

import type { SymbolName } from "./ids.ts";
import type { BrokerMs } from "./time.ts";
import type { Timeframe } from "./timeframe.ts";

/** One bar. `brokerMs` is its open time in broker time. */
export interface Bar {
  /** Open time. */
  readonly brokerMs: BrokerMs;
  /** The first bid. */
  readonly open: number;
  /** The highest bid. */
  readonly high: number;
  /** The lowest bid. */
  readonly low: number;
  /** The last bid. */
  readonly close: number;
  /** How many times the price changed. */
  readonly tickVolume: number;
  /** What was traded, where the broker reports it; otherwise 0. */
  readonly realVolume: number;
  /** The spread, in points. */
  readonly spreadPoints: number;
}

/** The prices of a bar. */
export const barPrices = ["open", "high", "low", "close"] as const;
/** One of them. */
export type BarPrice = typeof barPrices[number];

/** Bars of one symbol, oldest first, without duplicate times; all columns have the same length. */
export interface BarColumns {
  /** Open times. */
  readonly brokerMs: Float64Array;
  /** The first bids. */
  readonly open: Float64Array;
  /** The highest bids. */
  readonly high: Float64Array;
  /** The lowest bids. */
  readonly low: Float64Array;
  /** The last bids. */
  readonly close: Float64Array;
  /** How many times the price changed. */
  readonly tickVolume: Float64Array;
  /** What was traded, where the broker reports it; otherwise 0. */
  readonly realVolume: Float64Array;
  /** The spreads, in points. */
  readonly spreadPoints: Float64Array;
}

/** The columns of bars, in the order in which they travel. */
export const barFields = [
  ...["brokerMs", "open", "high", "low", "close"] as const,
  ...["tickVolume", "realVolume", "spreadPoints"] as const,
] as const satisfies readonly (keyof BarColumns)[];

/** Identifies a series of bars: a symbol and a timeframe. */
export interface SeriesKey {
  /** What is traded. */
  readonly symbol: SymbolName;
  /** The period of a bar. */
  readonly timeframe: Timeframe;
}

export function barColumns(bars: readonly Bar[]): BarColumns {
  const column = (field: keyof Bar) => Float64Array.from(bars, (bar) => bar[field]);
  return {
    brokerMs: column("brokerMs"),
    open: column("open"),
    high: column("high"),
    low: column("low"),
    close: column("close"),
    tickVolume: column("tickVolume"),
    realVolume: column("realVolume"),
    spreadPoints: column("spreadPoints"),
  };
}

/** The bar at `index`, which must be inside the columns. */
export function barAt(columns: BarColumns, index: number): Bar {
  if (index < 0 || index >= columns.brokerMs.length) throw new RangeError(`No bar at ${index}`);
  return {
    brokerMs: columns.brokerMs[index]! as BrokerMs,
    open: columns.open[index]!,
    high: columns.high[index]!,
    low: columns.low[index]!,
    close: columns.close[index]!,
    tickVolume: columns.tickVolume[index]!,
    realVolume: columns.realVolume[index]!,
    spreadPoints: columns.spreadPoints[index]!,
  };
}

/** All columns, each cut or copied in the same way. */
export function mapBarColumns(
  bars: BarColumns,
  map: (column: Float64Array) => Float64Array,
): BarColumns {
  return {
    brokerMs: map(bars.brokerMs),
    open: map(bars.open),
    high: map(bars.high),
    low: map(bars.low),
    close: map(bars.close),
    tickVolume: map(bars.tickVolume),
    realVolume: map(bars.realVolume),
    spreadPoints: map(bars.spreadPoints),
  };
}

/** The bars from `from` (inclusive) to `to` (exclusive), copied. */
export function sliceBars(bars: BarColumns, from: number, to: number): BarColumns {
  return mapBarColumns(bars, (column) => column.slice(from, to));
}

/** All bars of the columns, oldest first. */
export function barsOf(columns: BarColumns): Bar[] {
  return Array.from(columns.brokerMs, (_, index) => barAt(columns, index));
}
