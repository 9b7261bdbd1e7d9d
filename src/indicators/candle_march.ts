/** Three candles that march in one direction. */

import type { OhlcColumns } from "./bar_series.ts";
import { candleShape, candleSide, patternColumn } from "./candle_pattern.ts";

/**
 * Three candles of `side`, each of which opens in the body of the one before, closes beyond it and
 * has a shadow in its direction that is no longer than its body.
 */
export function candleMarch(bars: OhlcColumns, side: 1 | -1): Float64Array {
  const { open, close } = bars;
  const marches = (index: number) => {
    const { body, upperShadow, lowerShadow } = candleShape(bars, index);
    return candleSide(bars, index) === side && (side > 0 ? upperShadow : lowerShadow) <= body;
  };
  const follows = (index: number) =>
    side * (open[index]! - open[index - 1]!) >= 0 &&
    side * (close[index - 1]! - open[index]!) >= 0 &&
    side * (close[index]! - close[index - 1]!) > 0;
  return patternColumn(bars, {
    length: 3,
    sideAt(index) {
      const doesMarch = marches(index - 2) && marches(index - 1) && marches(index);
      return doesMarch && follows(index - 1) && follows(index) ? side : 0;
    },
  });
}
