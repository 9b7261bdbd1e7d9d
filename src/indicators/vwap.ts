/** Average price weighted by volume, since the day began. */

import type { BarSeries } from "./bar_series.ts";
import { checkMinute, type DayChoice, dayNumber } from "./broker_day.ts";
import { emptyColumn } from "./column.ts";

/**
 * Volume-weighted average price: the mean typical price of the bars since the day began, each
 * weighted by its volume. It starts again with each day of the broker's clock.
 *
 * Unit: that of the prices. Warm-up: none. NaN while the day has no volume. A gap begins it again.
 * Source: TradingView's `ta.vwap(hlc3)`.
 */
export function vwap(
  { high, low, close, volume, brokerMs }: Omit<BarSeries, "open">,
  { startMinute = 0 }: DayChoice = {},
): Float64Array {
  checkMinute("vwap", startMinute);
  const result = emptyColumn(close.length);
  let [day, money, traded] = [NaN, 0, 0];
  for (let index = 0; index < close.length; index++) {
    const price = (high[index]! + low[index]! + close[index]!) / 3;
    const weight = volume[index]!;
    const today = dayNumber(brokerMs[index]!, startMinute);
    const isGap = !Number.isFinite(price + weight);
    if (isGap || today !== day) money = traded = 0;
    day = today;
    if (isGap) continue;
    money += price * weight;
    traded += weight;
    if (traded > 0) result[index] = money / traded;
  }
  return result;
}
