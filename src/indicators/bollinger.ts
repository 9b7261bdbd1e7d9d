/** Bollinger bands, with their width and the place of the price in them. */

import { checkLength, checkPositive, emptyColumn } from "./column.ts";
import type { DeviationChoice } from "./standard_deviation.ts";
import { windowDeviation } from "./window_deviation.ts";
import { windowSums } from "./window_sums.ts";

/** The bands of each bar. */
export interface BollingerBands {
  /** The simple average plus the deviations. */
  readonly upper: Float64Array;
  /** The simple average. */
  readonly middle: Float64Array;
  /** The simple average less the deviations. */
  readonly lower: Float64Array;
  /** The distance of the bands as a share of the middle: 0.02 is 2 %. */
  readonly width: Float64Array;
  /** Where the value is: 0 on the lower band, 1 on the upper one, 0.5 when they are the same. */
  readonly percentB: Float64Array;
}

/** The options of `bollinger`. */
export interface BollingerOptions extends DeviationChoice {
  /** How many standard deviations the bands are away. */
  readonly deviations?: number;
}

/**
 * Bollinger bands: the simple average of `length` values and as many standard deviations above and
 * below it as asked for.
 *
 * Unit: that of the values; `width` and `percentB` have none. Warm-up: `length - 1` values. A gap
 * begins it again. Source: MetaTrader's `BB.mq5`; TA-Lib's `ta_BBANDS.c` is the same.
 */
export function bollinger(
  values: Float64Array,
  length = 20,
  { deviations = 2, kind = "population" }: BollingerOptions = {},
): BollingerBands {
  checkLength("bollinger", length, kind === "sample" ? 2 : 1);
  checkPositive("bollinger", "number of deviations", deviations);
  const middle = windowSums(values, length, length);
  const upper = windowDeviation(values, length, kind === "sample" ? length - 1 : length);
  const lower = emptyColumn(values.length);
  const width = emptyColumn(values.length);
  const percentB = emptyColumn(values.length);
  for (let index = length - 1; index < values.length; index++) {
    const half = deviations * upper[index]!;
    const mean = middle[index]!;
    if (!Number.isFinite(mean)) continue;
    upper[index] = mean + half;
    lower[index] = mean - half;
    width[index] = 2 * half / mean;
    percentB[index] = half === 0 ? 0.5 : (values[index]! - mean + half) / (2 * half);
  }
  return { upper, middle, lower, width, percentB };
}
