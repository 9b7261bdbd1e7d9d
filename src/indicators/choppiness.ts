/** Choppiness index. */

import type { HlcColumns } from "./bar_series.ts";
import { checkLength } from "./column.ts";
import { trueRange } from "./true_range.ts";
import { windowExtreme } from "./window_extreme.ts";
import { windowSums } from "./window_sums.ts";

/**
 * Choppiness index: how much of the way that the price went led nowhere. The sum of the last
 * `length` true ranges against the range that they covered, as a logarithm; 100 where no range was
 * covered.
 *
 * Unit: none; from 0, a straight trend, to about 100. Warm-up: `length` bars. A gap begins it
 * again. Source: TradingView's Choppiness Index.
 */
export function choppiness(bars: HlcColumns, length = 14): Float64Array {
  checkLength("choppiness", length, 2);
  const top = windowExtreme(bars.high, { length, extreme: "highest", of: "value" });
  const bottom = windowExtreme(bars.low, { length, extreme: "lowest", of: "value" });
  return windowSums(trueRange(bars), length).map((way, index) => {
    if (Number.isNaN(way)) return NaN;
    const range = top[index]! - bottom[index]!;
    return range === 0 ? 100 : 100 * (Math.log10(way / range) / Math.log10(length));
  });
}
