/** Force index as MetaTrader has it. */

import type { BarSeries } from "./bar_series.ts";
import { checkLength, emptyColumn } from "./column.ts";
import { sma } from "./sma.ts";

/**
 * Force index as MetaTrader has it: the volume of a bar times the change of a simple average of the
 * closes. `elderForceIndex` is Elder's own.
 *
 * Unit: that of the prices times volume. Warm-up: `length` bars. A gap begins it again.
 * Source: MetaTrader's `Force_Index.mq5` with its defaults.
 */
export function forceIndex(
  { close, volume }: Pick<BarSeries, "close" | "volume">,
  length = 13,
): Float64Array {
  checkLength("forceIndex", length);
  const average = sma(close, length);
  const result = emptyColumn(close.length);
  for (let index = 1; index < close.length; index++) {
    const force = volume[index]! * (average[index]! - average[index - 1]!);
    if (Number.isFinite(force)) result[index] = force;
  }
  return result;
}
