/** Average directional index. */

import type { HlcColumns } from "./bar_series.ts";
import { checkLength, emptyColumn } from "./column.ts";
import { type DirectionalMovement, directionalMovement } from "./directional_movement.ts";
import type { FlavourChoice } from "./flavour.ts";
import { trueRange } from "./true_range.ts";

/** The lines of the average directional index. */
export interface AdxLines {
  /** How much of a trend there is, up or down. */
  readonly adx: Float64Array;
  /** The strength of rises, +DI. */
  readonly plusDi: Float64Array;
  /** The strength of falls, -DI. */
  readonly minusDi: Float64Array;
}

/**
 * Average directional index with +DI and -DI. MetaTrader's `iADX` smooths the movement of each bar,
 * in percent of its true range, exponentially and begins with 0; TA-Lib smooths movement and range
 * as Wilder did and divides then. The two are different indicators under one name.
 *
 * Unit: none. Range: 0 to 100. Warm-up: `length` bars, ADX `length - 1` more. A gap begins it
 * again. Source: MetaTrader's `ADX.mq5`; TA-Lib's `ta_ADX.c`.
 */
export function adx(
  bars: HlcColumns,
  length = 14,
  { flavour = "metatrader" }: FlavourChoice = {},
): AdxLines {
  checkLength("adx", length, 2);
  const moves = { ...directionalMovement(bars), range: trueRange(bars) };
  return flavour === "talib" ? wilderIndex(moves, length) : exponentialIndex(moves, length);
}

interface Moves extends DirectionalMovement {
  readonly range: Float64Array;
}

function emptyLines(size: number): AdxLines {
  return { adx: emptyColumn(size), plusDi: emptyColumn(size), minusDi: emptyColumn(size) };
}

/** How much the two strengths differ, in percent of both; 0 when there are none. */
function difference(plusDi: number, minusDi: number): number {
  const both = plusDi + minusDi;
  return both === 0 ? 0 : 100 * (Math.abs(plusDi - minusDi) / both);
}

function exponentialIndex({ plus, minus, range }: Moves, length: number): AdxLines {
  const lines = emptyLines(range.length);
  const weight = 2 / (length + 1);
  let [plusDi, minusDi, average, count] = [0, 0, 0, 0];
  for (let index = 0; index < range.length; index++) {
    const whole = range[index]!;
    if (Number.isNaN(whole)) {
      plusDi =
        minusDi =
        average =
        count =
          0;
      continue;
    }
    count++;
    const factor = whole === 0 ? 0 : 100 / whole;
    plusDi += weight * (factor * plus[index]! - plusDi);
    minusDi += weight * (factor * minus[index]! - minusDi);
    average += weight * (difference(plusDi, minusDi) - average);
    if (count >= length) {
      lines.plusDi[index] = plusDi;
      lines.minusDi[index] = minusDi;
    }
    if (count >= 2 * length - 1) lines.adx[index] = average;
  }
  return lines;
}

function wilderIndex({ plus, minus, range }: Moves, length: number): AdxLines {
  const lines = emptyLines(range.length);
  let [up, down, whole, average, count] = [0, 0, 0, 0, 0];
  for (let index = 0; index < range.length; index++) {
    if (Number.isNaN(range[index])) {
      up =
        down =
        whole =
        average =
        count =
          0;
      continue;
    }
    count++;
    // The first sums are of one bar less than the length, as TA-Lib has them.
    const remains = count < length ? 1 : 1 - 1 / length;
    up = up * remains + plus[index]!;
    down = down * remains + minus[index]!;
    whole = whole * remains + range[index]!;
    if (count < length) continue;
    const plusDi = whole === 0 ? 0 : 100 * (up / whole);
    const minusDi = whole === 0 ? 0 : 100 * (down / whole);
    lines.plusDi[index] = plusDi;
    lines.minusDi[index] = minusDi;
    const isDefined = plusDi + minusDi > 0;
    if (count < 2 * length) average += difference(plusDi, minusDi) / length;
    else if (isDefined) average += (difference(plusDi, minusDi) - average) / length;
    if (count >= 2 * length - 1) lines.adx[index] = average;
  }
  return lines;
}
