/**
 * Trades the return to the mean: buys when an oversold market turns up, sells when an overbought
 * one turns down.
 */

import { atrExitBars, atrExitParameters, withAtrExits } from "../atr_exits.ts";
import { relativeStrengths, wilderWarmUpPeriods } from "../indicators.ts";
import { defineStrategy } from "../define_strategy.ts";

export const rsiMeanReversion = defineStrategy({
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
