/** Williams' ultimate oscillator. */

import type { HlcColumns } from "./bar_series.ts";
import { checkLength, emptyColumn } from "./column.ts";
import { trueRange } from "./true_range.ts";
import { windowSums } from "./window_sums.ts";

/** The options of `ultimateOscillator`. */
export interface UltimateOptions {
  /** The shortest window, which weighs most. */
  readonly short?: number;
  /** The window between. */
  readonly medium?: number;
  /** The longest window. */
  readonly long?: number;
}

/**
 * Ultimate oscillator by Larry Williams: buying pressure as a share of the true range, over three
 * windows that weigh 4, 2 and 1. A window without any range counts as 0.
 *
 * Unit: none. Range: 0 to 100. Warm-up: as many bars as the longest window. A gap begins it again.
 * Source: TA-Lib's `ta_ULTOSC.c`.
 */
export function ultimateOscillator(
  bars: HlcColumns,
  { short = 7, medium = 14, long = 28 }: UltimateOptions = {},
): Float64Array {
  const range = trueRange(bars);
  const pressure = emptyColumn(range.length);
  for (let index = 1; index < range.length; index++) {
    if (Number.isNaN(range[index])) continue;
    pressure[index] = bars.close[index]! - Math.min(bars.low[index]!, bars.close[index - 1]!);
  }
  const share = (length: number) => {
    checkLength("ultimateOscillator", length);
    const whole = windowSums(range, length);
    return windowSums(pressure, length).map((sum, index) =>
      whole[index] === 0 ? 0 : sum / whole[index]!
    );
  };
  const [first, second, third] = [share(short), share(medium), share(long)];
  return first.map((value, index) => 100 * ((4 * value + 2 * second[index]! + third[index]!) / 7));
}
