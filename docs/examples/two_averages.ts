/** Follows a fast average across a slow one, with the trend of four hours. */

import { atr, crossedAbove, crossedBelow, defineStrategy, ema } from "mt5-bridge";

export default defineStrategy({
  description: "Follows a fast average across a slow one, with the trend of four hours",
  parameters: {
    fast: { meaning: "Length of the fast average", default: 12, min: 2, max: 200, whole: true },
    slow: { meaning: "Length of the slow average", default: 40, min: 3, max: 500, whole: true },
  },
  series: { trend: { timeframe: "H4" } },

  columns: ({ bars, trend }, { fast, slow }) => ({
    fast: ema(bars.close, fast),
    slow: ema(bars.close, slow),
    range: atr(bars, 14),
    tide: trend.align(ema(trend.close, 50)),
  }),

  onBar(at, { columns, positions }) {
    const range = columns.range[at.index]!;
    if (positions.length > 0) {
      return crossedBelow(columns.fast, columns.slow, at.index)
        ? at.closeAll("The averages crossed back")
        : at.trail(3 * range);
    }
    const isUp = crossedAbove(columns.fast, columns.slow, at.index);
    if (!isUp || at.close < columns.tide[at.index]!) return null;
    return at.buy({
      stopLoss: at.close - 2 * range,
      targets: [
        { price: at.close + 2 * range, part: 0.5 },
        { price: at.close + 5 * range, part: 0.5 },
      ],
      reason: "The fast average crossed above the slow one, in an uptrend of four hours",
    });
  },
});
