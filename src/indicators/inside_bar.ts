/** Inside bars. */

import type { OhlcColumns } from "./bar_series.ts";
import { patternColumn } from "./candle_pattern.ts";

/**
 * Inside bar: it goes beyond the bar before on neither side, and is smaller. 1 where there is one,
 * otherwise 0.
 *
 * Unit: none. Range: 0 to 1. Warm-up: 1 bar. A gap begins it again.
 * Source: the usual definition.
 */
export function insideBar(bars: OhlcColumns): Float64Array {
  const { high, low } = bars;
  return patternColumn(bars, {
    length: 2,
    sideAt(index) {
      const above = high[index - 1]! - high[index]!;
      const below = low[index]! - low[index - 1]!;
      return above >= 0 && below >= 0 && above + below > 0 ? 1 : 0;
    },
  });
}
