/** Rate of change. */

import { checkLength, emptyColumn } from "./column.ts";

/**
 * Rate of change: by how many percent the value has changed since `length` values ago; 0 where that
 * was 0.
 *
 * Unit: none, in percent. Warm-up: `length` values. A gap begins it again.
 * Source: MetaTrader's `ROC.mq5`; TA-Lib's `ta_ROC.c` is the same.
 */
export function roc(values: Float64Array, length = 12): Float64Array {
  checkLength("roc", length);
  const result = emptyColumn(values.length);
  let count = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    count = Number.isFinite(value) ? count + 1 : 0;
    if (count <= length) continue;
    const before = values[index - length]!;
    result[index] = before === 0 ? 0 : (value / before - 1) * 100;
  }
  return result;
}
