/** Bill Williams' Alligator. */

import type { RangeColumns } from "./bar_series.ts";
import { displaced } from "./displaced.ts";
import { medianPrice } from "./median_price.ts";
import { smma } from "./smma.ts";

/** The lines of the Alligator, as they stand on each bar of the chart. */
export interface AlligatorLines {
  /** The slow line: 13 bars, drawn 8 bars later. */
  readonly jaw: Float64Array;
  /** The line between: 8 bars, drawn 5 bars later. */
  readonly teeth: Float64Array;
  /** The fast line: 5 bars, drawn 3 bars later. */
  readonly lips: Float64Array;
}

/**
 * Alligator by Bill Williams: three smoothed averages of the median price, each drawn some bars
 * later. On a bar is what the chart shows on that bar, which was known bars ago.
 *
 * Unit: that of the prices. Warm-up: 20 bars for the jaw, 12 for the teeth, 7 for the lips. A gap
 * begins it again. Source: MetaTrader's `Alligator.mq5` with its defaults.
 */
export function alligator(bars: RangeColumns): AlligatorLines {
  const price = medianPrice(bars);
  return {
    jaw: displaced(smma(price, 13), 8),
    teeth: displaced(smma(price, 8), 5),
    lips: displaced(smma(price, 5), 3),
  };
}
