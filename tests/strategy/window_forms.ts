/**
 * The built-in strategies in the simple form, as they were written first: over a window for each
 * bar. What they signal is what the built-in ones must.
 */

import { fromPoints } from "../../src/models/mod.ts";
import {
  atrExitBars,
  atrExitParameters,
  withAtrExits,
} from "../../src/strategy/contract/atr_exits.ts";
import {
  channel,
  pointsOf,
  relativeStrengths,
  simpleAverages,
  wilderWarmUpPeriods,
} from "../../src/strategy/contract/indicators.ts";
import { defineStrategy } from "../../src/strategy/contract/define_strategy.ts";
import type { Strategy } from "../../src/strategy/contract/strategy.ts";

const breakout = defineStrategy({
  name: "breakout",
  description:
    "Buys on the first close above the highest high of the bars before it, sells on the first close below their lowest low",
  parameters: {
    channelPeriod: {
      meaning: "Length of the channel (highest high and lowest low), in bars",
      default: 20,
      min: 2,
      max: 1000,
      whole: true,
    },
    ...atrExitParameters,
  },

  barsNeeded(parameters) {
    return Math.max(parameters.channelPeriod + 2, atrExitBars(parameters));
  },

  onBars(window, parameters) {
    const { channelPeriod } = parameters;
    const [closeBefore = NaN, close = NaN] = pointsOf(window, "close", 2);
    const before = channel(window, channelPeriod, 2);
    const now = channel(window, channelPeriod, 1);
    if (close > now.upper && closeBefore <= before.upper) {
      const level = fromPoints(now.upper, window.digits).toFixed(window.digits);
      const reason = `Closed above ${level}, the highest high of ${channelPeriod} bars`;
      return withAtrExits({ direction: "buy", reason }, window, parameters);
    }
    if (close < now.lower && closeBefore >= before.lower) {
      const level = fromPoints(now.lower, window.digits).toFixed(window.digits);
      const reason = `Closed below ${level}, the lowest low of ${channelPeriod} bars`;
      return withAtrExits({ direction: "sell", reason }, window, parameters);
    }
    return null;
  },
});

const movingAverageCross = defineStrategy({
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

const rsiMeanReversion = defineStrategy({
  name: "rsi_mean_reversion",
  description:
    "Buys when the relative strength index comes back above the oversold level, sells when it comes back below the overbought level",
  parameters: {
    rsiPeriod: {
      meaning: "Length of the RSI, in bars",
      default: 14,
      min: 2,
      max: 100,
      whole: true,
    },
    oversold: {
      meaning: "RSI below which the market counts as oversold",
      default: 30,
      min: 1,
      max: 49,
      whole: false,
    },
    overbought: {
      meaning: "RSI above which the market counts as overbought",
      default: 70,
      min: 51,
      max: 99,
      whole: false,
    },
    ...atrExitParameters,
  },

  barsNeeded(parameters) {
    return Math.max(
      parameters.rsiPeriod * wilderWarmUpPeriods + 1,
      atrExitBars(parameters),
    );
  },

  onBars(window, parameters) {
    const { rsiPeriod, oversold, overbought } = parameters;
    const { previous, current } = relativeStrengths(window, rsiPeriod);
    if (previous < oversold && current >= oversold) {
      const reason = `RSI(${rsiPeriod}) came back above ${oversold}: ${current.toFixed(1)}`;
      return withAtrExits({ direction: "buy", reason }, window, parameters);
    }
    if (previous > overbought && current <= overbought) {
      const reason = `RSI(${rsiPeriod}) came back below ${overbought}: ${current.toFixed(1)}`;
      return withAtrExits({ direction: "sell", reason }, window, parameters);
    }
    return null;
  },
});

export const windowForms: readonly Strategy[] = [movingAverageCross, rsiMeanReversion, breakout];
