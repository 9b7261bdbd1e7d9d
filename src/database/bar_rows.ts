/**
 * Bars as rows of the `bars` table: which of the given bars are new, and which differ from the
 * stored ones.
 */

import { type BarColumns, toPoints } from "../models/mod.ts";

/** A stored bar in the order of `barRowColumns`. */
export type BarRow = readonly number[];

export const barRowColumns = [
  "broker_ms",
  "utc_ms",
  "open",
  "high",
  "low",
  "close",
  "tick_volume",
  "real_volume",
  "spread_points",
] as const;

export interface BarChanges {
  /** Indices of bars that are not stored yet. */
  readonly added: readonly number[];
  /** Indices of bars that are stored with different values. */
  readonly changed: readonly number[];
}

interface GivenBars {
  readonly bars: BarColumns;
  readonly utcMs: Float64Array;
}

/**
 * Compares the given bars with the stored ones of the same time span; both are in ascending order.
 * `digits` is null when unknown.
 */
export function barChanges(
  given: GivenBars,
  stored: readonly BarRow[],
  digits: number | null,
): BarChanges {
  const added: number[] = [];
  const changed: number[] = [];
  let next = 0;
  for (let index = 0; index < given.utcMs.length; index += 1) {
    const timeMs = given.bars.brokerMs[index]!;
    while (next < stored.length && stored[next]![0]! < timeMs) next += 1;
    const row = stored[next];
    if (row === undefined || row[0] !== timeMs) added.push(index);
    else if (differs(row, rowOf(given, index), digits)) changed.push(index);
  }
  return { added, changed };
}

/** Throws a `RangeError` when the columns differ in length or the times are not ascending. */
export function requireAscending({ bars, utcMs }: GivenBars): void {
  const { length } = utcMs;
  if (Object.values(bars).some((column: Float64Array) => column.length !== length)) {
    throw new RangeError("Columns of bars differ in length");
  }
  for (let index = 1; index < length; index += 1) {
    if (!(bars.brokerMs[index]! > bars.brokerMs[index - 1]!)) {
      throw new RangeError(`Bars do not ascend at index ${index}`);
    }
  }
}

function rowOf({ bars, utcMs }: GivenBars, index: number): BarRow {
  return [
    bars.brokerMs[index]!,
    utcMs[index]!,
    bars.open[index]!,
    bars.high[index]!,
    bars.low[index]!,
    bars.close[index]!,
    bars.tickVolume[index]!,
    bars.realVolume[index]!,
    bars.spreadPoints[index]!,
  ];
}

const firstPrice = barRowColumns.indexOf("open");
const lastPrice = barRowColumns.indexOf("close");

/** Compares prices in whole points, so that rounding differences do not count as corrections. */
function differs(stored: BarRow, given: BarRow, digits: number | null): boolean {
  return stored.some((value, column) => {
    if (value === given[column]) return false;
    const isPrice = column >= firstPrice && column <= lastPrice;
    return !isPrice || digits === null ||
      toPoints(value, digits) !== toPoints(given[column]!, digits);
  });
}
