/**
 * Follows the trend: buys when the fast average of the closes crosses above the slow one, sells
 * when below.
 */

import { atrExitBars, atrExitParameters, withAtrExits } from "../atr_exits.ts";
import { simpleAverages } from "../indicators.ts";
import { defineStrategy } from "../define_strategy.ts";

export const movingAverageCross = defineStrategy({
  name: "moving_average_cross",
  description:
    "Buys when the fast simple average of the closes crosses above the slow one, sells when it crosses below",
  parameters: {
    fastPeriod: {
      meaning: "Length of the fast average, in bars",
      default: 10,
      min: 1,
      max: 500,
      whole: true,
    },
    slowPeriod: {
      meaning: "Length of the slow average, in bars",
      default: 30,
      min: 2,
      max: 1000,
      whole: true,
    },
    ...atrExitParameters,
  },

  contradiction({ fastPeriod, slowPeriod }) {
    if (fastPeriod < slowPeriod) return null;
    return `fastPeriod (${fastPeriod}) must be below slowPeriod (${slowPeriod})`;
  },

  barsNeeded(parameters) {
    return Math.max(parameters.slowPeriod + 1, atrExitBars(parameters));
  },

  onBars(window, parameters) {
    const { fastPeriod, slowPeriod } = parameters;
    const fast = simpleAverages(window, fastPeriod);
    const slow = simpleAverages(window, slowPeriod);
    const gapBefore = fast.previous - slow.previous;
    const gapNow = fast.current - slow.current;
    // As charting programs define it: from below or equal to above. Averages of whole points
    // compare exactly.
    if (gapBefore <= 0 && gapNow > 0) {
      const reason = `The ${fastPeriod}-bar average crossed above the ${slowPeriod}-bar average`;
      return withAtrExits({ direction: "buy", reason }, window, parameters);
    }
    if (gapBefore >= 0 && gapNow < 0) {
      const reason = `The ${fastPeriod}-bar average crossed below the ${slowPeriod}-bar average`;
      return withAtrExits({ direction: "sell", reason }, window, parameters);
    }
    return null;
  },
});
