/** Bill Williams' fractals. */

import type { RangeColumns } from "./bar_series.ts";
import { swings } from "./swings.ts";

/** Fractals, each on the bar that confirms it. */
export interface FractalLines {
  /** The price of a fractal above, on the bar that confirms it; NaN on all others. */
  readonly up: Float64Array;
  /** The price of a fractal below, on the bar that confirms it; NaN on all others. */
  readonly down: Float64Array;
  /** The price of the latest confirmed fractal above; NaN before the first. */
  readonly lastUp: Float64Array;
  /** The price of the latest confirmed fractal below; NaN before the first. */
  readonly lastDown: Float64Array;
}

/**
 * Fractals by Bill Williams: swing highs and lows of five bars. The terminal draws one two bars
 * back; here it stands on the bar that confirms it.
 *
 * Unit: that of the prices. Warm-up: 4 bars, and then not on every bar. A gap begins it again.
 * Source: MetaTrader's `Fractals.mq5`, ties included.
 */
export function fractals(bars: RangeColumns): FractalLines {
  const { high, low, lastHigh, lastLow } = swings(bars, { left: 2, right: 2 });
  return { up: high, down: low, lastUp: lastHigh, lastDown: lastLow };
}
