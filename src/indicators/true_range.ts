/** True range of each bar. */

import type { HlcColumns } from "./bar_series.ts";
import { emptyColumn } from "./column.ts";

/**
 * True range: from the lower of low and previous close to the higher of high and previous close.
 *
 * Unit: that of the prices, from 0. Warm-up: 1 bar, which has no previous close. A gap begins it
 * again. Source: MetaTrader's `ATR.mq5`; TA-Lib's `ta_TRANGE.c`.
 */
export function trueRange({ high, low, close }: HlcColumns): Float64Array {
  const result = emptyColumn(close.length);
  let previous = NaN;
  for (let index = 0; index < close.length; index++) {
    const top = high[index]!;
    const bottom = low[index]!;
    // NaN on the first bar and behind a gap, as any sum with the previous close then is.
    const range = (previous > top ? previous : top) - (previous < bottom ? previous : bottom);
    if (Number.isFinite(range + previous)) result[index] = range;
    const last = close[index]!;
    previous = Number.isFinite(top + bottom + last) ? last : NaN;
  }
  return result;
}
