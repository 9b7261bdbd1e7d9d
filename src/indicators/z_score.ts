/** Distance from the average in standard deviations. */

import { checkLength } from "./column.ts";
import type { DeviationChoice } from "./standard_deviation.ts";
import { windowDeviation } from "./window_deviation.ts";
import { windowSums } from "./window_sums.ts";

/**
 * Z-score: how many standard deviations the value is above the simple average of the last `length`
 * values. 0 while the value does not move.
 *
 * Unit: none. Warm-up: `length - 1` values. A gap begins it again.
 * Source: the usual definition; neither MetaTrader nor TA-Lib has it.
 */
export function zScore(
  values: Float64Array,
  length = 20,
  { kind = "population" }: DeviationChoice = {},
): Float64Array {
  checkLength("zScore", length, kind === "sample" ? 2 : 1);
  const mean = windowSums(values, length, length);
  const deviation = windowDeviation(values, length, kind === "sample" ? length - 1 : length);
  return values.map((value, index) =>
    deviation[index] === 0 ? 0 : (value - mean[index]!) / deviation[index]!
  );
}
