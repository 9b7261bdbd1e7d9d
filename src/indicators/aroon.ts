/** Aroon. */

import type { RangeColumns } from "./bar_series.ts";
import { checkLength } from "./column.ts";
import { windowExtreme } from "./window_extreme.ts";

/** The lines of Aroon. */
export interface AroonLines {
  /** 100 when the highest high is this bar's, 0 when it was `length` bars ago. */
  readonly up: Float64Array;
  /** The same of the lowest low. */
  readonly down: Float64Array;
  /** `up` less `down`. */
  readonly oscillator: Float64Array;
}

/**
 * Aroon: how long ago the highest high and the lowest low of the last `length + 1` bars were. Of
 * equal ones the newest counts.
 *
 * Unit: none. Range: 0 to 100, the oscillator -100 to 100. Warm-up: `length` bars. A gap begins it
 * again. Source: TA-Lib's `ta_AROON.c`.
 */
export function aroon({ high, low }: RangeColumns, length = 14): AroonLines {
  checkLength("aroon", length);
  const recency = (age: number) => 100 * ((length - age) / length);
  const up = windowExtreme(high, { length: length + 1, extreme: "highest", of: "age" })
    .map(recency);
  const down = windowExtreme(low, { length: length + 1, extreme: "lowest", of: "age" })
    .map(recency);
  return { up, down, oscillator: up.map((value, index) => value - down[index]!) };
}
