/** Moving average convergence and divergence. */

import { checkLength, emptyColumn } from "./column.ts";
import { ema } from "./ema.ts";
import type { FlavourChoice } from "./flavour.ts";
import { windowSums } from "./window_sums.ts";

/** The lines of MACD. */
export interface MacdLines {
  /** The fast average less the slow one. */
  readonly macd: Float64Array;
  /** The average of `macd`. */
  readonly signal: Float64Array;
  /** `macd` less `signal`; MetaTrader calls it OsMA. */
  readonly histogram: Float64Array;
}

/** The options of `macd`. */
export interface MacdOptions extends FlavourChoice {
  /** The length of the fast average. */
  readonly fast?: number;
  /** The length of the slow average. */
  readonly slow?: number;
  /** The length of the signal's average. */
  readonly signal?: number;
}

/**
 * Moving average convergence and divergence: a fast exponential average less a slow one. The signal
 * is the simple average of it in MetaTrader, the exponential one in TA-Lib.
 *
 * Unit: that of the values. Warm-up: `slow - 1` values, the signal `signal - 1` more. A gap begins
 * it again. Source: MetaTrader's `MACD.mq5`; TA-Lib's `ta_MACD.c`.
 */
export function macd(
  values: Float64Array,
  { fast = 12, slow = 26, signal: signalLength = 9, flavour = "metatrader" }: MacdOptions = {},
): MacdLines {
  checkLength("macd (fast)", fast);
  checkLength("macd (slow)", slow, fast);
  checkLength("macd (signal)", signalLength);
  const line = averagesApart(values, { fast, slow, isSeededByMean: flavour === "talib" });
  const signal = flavour === "talib"
    ? ema(line, signalLength, { flavour })
    : windowSums(line, signalLength, signalLength);
  return { macd: line, signal, histogram: line.map((value, index) => value - signal[index]!) };
}

interface Averages {
  readonly fast: number;
  readonly slow: number;
  /** Both averages begin on the same value with the mean of their last values, as in TA-Lib. */
  readonly isSeededByMean: boolean;
}

function averagesApart(
  values: Float64Array,
  { fast, slow, isSeededByMean }: Averages,
): Float64Array {
  const result = emptyColumn(values.length);
  const [fastWeight, slowWeight] = [2 / (fast + 1), 2 / (slow + 1)];
  const seedLength = isSeededByMean ? slow : 1;
  const fastFrom = isSeededByMean ? slow - fast : 0;
  let [fastAverage, slowAverage, count] = [0, 0, 0];
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (!Number.isFinite(value)) {
      fastAverage = slowAverage = count = 0;
      continue;
    }
    count++;
    if (count > seedLength) {
      fastAverage += fastWeight * (value - fastAverage);
      slowAverage += slowWeight * (value - slowAverage);
    } else {
      slowAverage += value;
      if (count > fastFrom) fastAverage += value;
      if (count === seedLength) {
        slowAverage /= seedLength;
        fastAverage /= seedLength - fastFrom;
      }
    }
    if (count >= slow) result[index] = fastAverage - slowAverage;
  }
  return result;
}
