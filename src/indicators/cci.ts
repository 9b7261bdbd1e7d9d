/** Commodity channel index. */

import type { HlcColumns } from "./bar_series.ts";
import { checkLength, emptyColumn } from "./column.ts";
import { typicalPrice } from "./typical_price.ts";

/** Lambert's constant, by which most values lie between -100 and 100. */
const scale = 0.015;

/**
 * Commodity channel index: how far the typical price is from its simple average, in mean distances
 * from it. 0 while the price does not move.
 *
 * Unit: none, most values from -100 to 100. Warm-up: `length - 1` bars. A gap begins it again.
 * Source: MetaTrader's `CCI.mq5` with the typical price; TA-Lib's `ta_CCI.c` is the same.
 */
export function cci(bars: HlcColumns, length = 14): Float64Array {
  checkLength("cci", length);
  const price = typicalPrice(bars);
  const result = emptyColumn(price.length);
  let [count, equal] = [0, 0];
  for (let index = 0; index < price.length; index++) {
    const value = price[index]!;
    if (Number.isNaN(value)) {
      count = equal = 0;
      continue;
    }
    count++;
    equal = count > 1 && value === price[index - 1] ? equal + 1 : 1;
    if (count < length) continue;
    const from = index - length + 1;
    let sum = 0;
    for (let back = from; back <= index; back++) sum += price[back]!;
    const mean = sum / length;
    let distance = 0;
    for (let back = from; back <= index; back++) distance += Math.abs(price[back]! - mean);
    result[index] = equal >= length ? 0 : (value - mean) / (scale * (distance / length));
  }
  return result;
}
