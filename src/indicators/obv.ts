/** On-balance volume. */

import type { BarSeries } from "./bar_series.ts";
import { emptyColumn } from "./column.ts";

/**
 * On-balance volume: the volumes of all bars added up, those of bars that closed lower taken away.
 * It begins with the volume of the first bar, so only its changes have a meaning.
 *
 * Unit: that of the volume. Warm-up: none. A gap begins it again.
 * Source: MetaTrader's `OBV.mq5`; TA-Lib's `ta_OBV.c` is the same.
 */
export function obv({ close, volume }: Pick<BarSeries, "close" | "volume">): Float64Array {
  const result = emptyColumn(close.length);
  let sum = 0;
  let before = NaN;
  for (let index = 0; index < close.length; index++) {
    const [last, traded] = [close[index]!, volume[index]!];
    if (!Number.isFinite(last + traded)) {
      sum = 0;
      before = NaN;
      continue;
    }
    if (last < before) sum -= traded;
    else if (last !== before) sum += traded;
    before = last;
    result[index] = sum;
  }
  return result;
}
