/** Stochastic oscillator. */

import type { HlcColumns } from "./bar_series.ts";
import { checkLength, emptyColumn } from "./column.ts";
import type { FlavourChoice } from "./flavour.ts";
import { windowExtreme } from "./window_extreme.ts";
import { windowSums } from "./window_sums.ts";

/** The lines of a stochastic oscillator. */
export interface StochasticLines {
  /** The main line, %K. */
  readonly k: Float64Array;
  /** The signal line, %D: the simple average of `k`. */
  readonly d: Float64Array;
}

/** The options of `stochastic`. */
export interface StochasticOptions extends FlavourChoice {
  /** How many bars the range is made of. */
  readonly k?: number;
  /** Over how many bars the main line is smoothed; 1 is the fast stochastic. */
  readonly slowing?: number;
  /** The length of the signal line. */
  readonly d?: number;
}

/**
 * Slow stochastic oscillator: where the close is in the range of the last `k` bars. MetaTrader
 * divides the sum of `slowing` distances by the sum of as many ranges, TA-Lib averages the
 * quotients. Where there is no range, MetaTrader has 100 and TA-Lib 0.
 *
 * Unit: none. Range: 0 to 100. Warm-up: `k + slowing - 2` bars, the signal `d - 1` more. A gap
 * begins it again. Source: MetaTrader's `Stochastic.mq5` (low and high); TA-Lib's `ta_STOCH.c`.
 */
export function stochastic(
  { high, low, close }: HlcColumns,
  { k = 5, slowing = 3, d = 3, flavour = "metatrader" }: StochasticOptions = {},
): StochasticLines {
  checkLength("stochastic (k)", k);
  checkLength("stochastic (slowing)", slowing);
  checkLength("stochastic (d)", d);
  const bottom = windowExtreme(low, { length: k, extreme: "lowest", of: "value" });
  const range = windowExtreme(high, { length: k, extreme: "highest", of: "value" });
  for (let index = 0; index < close.length; index++) {
    range[index] = range[index]! - bottom[index]!;
    bottom[index] = close[index]! - bottom[index]!;
  }
  const main = flavour === "talib"
    ? windowSums(quotients(bottom, range), slowing, slowing)
    : quotientOfSums(bottom, range, slowing);
  return { k: main, d: windowSums(main, d, d) };
}

/** In percent; 0 where there is nothing to divide by. */
function quotients(distances: Float64Array, ranges: Float64Array): Float64Array {
  return distances.map((distance, index) => {
    const range = ranges[index]!;
    return range === 0 ? 0 : 100 * (distance / range);
  });
}

/** In percent; 100 where there is nothing to divide by. */
function quotientOfSums(
  distances: Float64Array,
  ranges: Float64Array,
  length: number,
): Float64Array {
  const result = emptyColumn(distances.length);
  for (let index = length - 1; index < distances.length; index++) {
    let [distance, range] = [0, 0];
    for (let back = index - length + 1; back <= index; back++) {
      distance += distances[back]!;
      range += ranges[back]!;
    }
    if (Number.isFinite(distance + range)) {
      result[index] = range === 0 ? 100 : distance / range * 100;
    }
  }
  return result;
}
