/**
 * Follows the trend: buys when the fast average of the closes crosses above the slow one, sells
 * when below.
 */

import { atr } from "../../indicators/atr.ts";
import { crossedAbove, crossedBelow } from "../../indicators/crossings.ts";
import { sma } from "../../indicators/sma.ts";
import { atrEntry, atrExitBars, atrExitParameters } from "../contract/atr_exits.ts";
import { defineStrategy } from "../contract/define_strategy.ts";

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

  // In whole points, so that equal averages compare as equal.
  columns({ bars }, { fastPeriod, slowPeriod, atrPeriod }) {
    const [high, low, close] = [bars.points("high"), bars.points("low"), bars.points("close")];
    return {
      fast: sma(close, fastPeriod),
      slow: sma(close, slowPeriod),
      range: atr({ high, low, close }, atrPeriod),
    };
  },

  // A crossing begins below or at the other line, as charting programs define it.
  onBar(at, { columns: { fast, slow, range } }, parameters) {
    const isUp = crossedAbove(fast, slow, at.index);
    if (!isUp && !crossedBelow(fast, slow, at.index)) return null;
    const { fastPeriod, slowPeriod } = parameters;
    const reason = `The ${fastPeriod}-bar average crossed ${isUp ? "above" : "below"} ` +
      `the ${slowPeriod}-bar average`;
    const direction = isUp ? "buy" : "sell";
    return atrEntry(at, { direction, reason, range: range[at.index]! }, parameters);
  },
});
