/** The slope of the straight line of least squares. */

import { linearRegression } from "./linear_regression.ts";

/**
 * Slope of the straight line of least squares through the last `length` values: by how much it
 * rises with each bar.
 *
 * Unit: that of the values, for each bar. Warm-up: `length - 1` values. A gap begins it again.
 * Source: TA-Lib's `ta_LINEARREG_SLOPE.c`.
 */
export function linearRegressionSlope(values: Float64Array, length = 14): Float64Array {
  return linearRegression(values, length).slope;
}
