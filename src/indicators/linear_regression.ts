/** The straight line of least squares through the last values. */

import { checkLength, emptyColumn } from "./column.ts";

/** The line through the values up to each bar. */
export interface RegressionLines {
  /** The line's value on this bar. */
  readonly value: Float64Array;
  /** By how much it rises with each bar. */
  readonly slope: Float64Array;
  /** The line's value on the oldest bar of the window. */
  readonly intercept: Float64Array;
}

/**
 * Linear regression: the straight line of least squares through the last `length` values.
 *
 * Unit: that of the values, the slope's for each bar. Warm-up: `length - 1` values. A gap begins it
 * again. Source: TA-Lib's `ta_LINEARREG.c`; TradingView's `ta.linreg` is the same.
 */
export function linearRegression(values: Float64Array, length = 14): RegressionLines {
  checkLength("linearRegression", length, 2);
  const lines = {
    value: emptyColumn(values.length),
    slope: emptyColumn(values.length),
    intercept: emptyColumn(values.length),
  };
  const middle = (length - 1) / 2;
  const spread = length * (length * length - 1) / 12;
  // The sums are of distances from a value near by: products with prices would lose digits.
  let [origin, sum, weighted, count, untilFresh] = [0, 0, 0, 0, 0];
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    count = Number.isFinite(value) ? count + 1 : 0;
    if (count < length) continue;
    if (count === length || --untilFresh === 0) {
      origin = value;
      sum = weighted = 0;
      for (let place = 0; place < length; place++) {
        const distance = values[index - length + 1 + place]! - origin;
        sum += distance;
        weighted += place * distance;
      }
      untilFresh = length;
    } else {
      const old = values[index - length]! - origin;
      weighted += (length - 1) * (value - origin) - (sum - old);
      sum += value - origin - old;
    }
    const slope = (weighted - middle * sum) / spread;
    const mean = origin + sum / length;
    lines.slope[index] = slope;
    lines.value[index] = mean + middle * slope;
    lines.intercept[index] = mean - middle * slope;
  }
  return lines;
}
