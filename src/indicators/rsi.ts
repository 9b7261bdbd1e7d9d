/** Relative strength index. */

import { checkLength, emptyColumn } from "./column.ts";
import type { FlavourChoice } from "./flavour.ts";

/**
 * Relative strength index by Wilder: the share of rises in all movement, smoothed over `length`.
 * The first is made of the mean rise and fall of the first `length` changes. A series that has not
 * moved at all is 50 in MetaTrader and 0 in TA-Lib.
 *
 * Unit: none. Range: 0 to 100. Warm-up: `length` values. A gap begins it again.
 * Source: MetaTrader's `RSI.mq5`; TA-Lib's `ta_RSI.c`.
 */
export function rsi(
  values: Float64Array,
  length = 14,
  { flavour = "metatrader" }: FlavourChoice = {},
): Float64Array {
  checkLength("rsi", length);
  const result = emptyColumn(values.length);
  const unmoved = flavour === "talib" ? 0 : 50;
  let rise = 0;
  let fall = 0;
  let count = 0;
  let previous = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (!Number.isFinite(value)) {
      rise = fall = count = 0;
      continue;
    }
    const change = value - previous;
    previous = value;
    count++;
    if (count === 1) continue;
    const up = change > 0 ? change : 0;
    const down = change < 0 ? -change : 0;
    if (count <= length + 1) {
      rise += up;
      fall += down;
      if (count <= length) continue;
      rise /= length;
      fall /= length;
    } else {
      rise += (up - rise) / length;
      fall += (down - fall) / length;
    }
    result[index] = rise + fall > 0 ? 100 * (rise / (rise + fall)) : unmoved;
  }
  return result;
}
