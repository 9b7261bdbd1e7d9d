/** Kaufman's adaptive moving average. */

import { checkLength, emptyColumn } from "./column.ts";
import type { FlavourChoice } from "./flavour.ts";
import { windowSums } from "./window_sums.ts";

/** The options of `kama`. */
export interface KamaOptions extends FlavourChoice {
  /** The length of the exponential average that it follows in a straight trend. */
  readonly fast?: number;
  /** The length of the exponential average that it follows when the price goes nowhere. */
  readonly slow?: number;
}

/**
 * Kaufman's adaptive moving average: fast where the last `length` changes point one way, slow where
 * they cancel out. It begins with the value before its first. Where nothing has changed at all,
 * MetaTrader takes the slow speed and TA-Lib the fast one.
 *
 * Unit: that of the values. Warm-up: `length` values. A gap begins it again.
 * Source: MetaTrader's `AMA.mq5` (`iAMA`); TA-Lib's `ta_KAMA.c`.
 */
export function kama(
  values: Float64Array,
  length = 10,
  { fast = 2, slow = 30, flavour = "metatrader" }: KamaOptions = {},
): Float64Array {
  checkLength("kama", length);
  checkLength("kama (fast)", fast);
  checkLength("kama (slow)", slow);
  const noise = windowSums(distances(values), length);
  const [fastWeight, slowWeight] = [2 / (fast + 1), 2 / (slow + 1)];
  const still = flavour === "talib" ? 1 : 0;
  const result = emptyColumn(values.length);
  let average = NaN;
  for (let index = length; index < values.length; index++) {
    const walked = noise[index]!;
    if (!Number.isFinite(walked)) {
      average = NaN;
      continue;
    }
    if (Number.isNaN(average)) average = values[index - 1]!;
    const value = values[index]!;
    const moved = Math.abs(value - values[index - length]!);
    const efficiency = walked === 0 ? still : moved >= walked ? 1 : moved / walked;
    const weight = (efficiency * (fastWeight - slowWeight) + slowWeight) ** 2;
    average += weight * (value - average);
    result[index] = average;
  }
  return result;
}

/** How far each value is from the one before. */
function distances(values: Float64Array): Float64Array {
  const result = emptyColumn(values.length);
  for (let index = 1; index < values.length; index++) {
    result[index] = Math.abs(values[index]! - values[index - 1]!);
  }
  return result;
}
