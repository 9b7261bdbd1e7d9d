/**
 * Trades the return to the mean: buys when an oversold market turns up, sells when an overbought
 * one turns down.
 */

import { atr } from "../../indicators/atr.ts";
import { rsi } from "../../indicators/rsi.ts";
import { atrEntry, atrExitBars, atrExitParameters } from "../contract/atr_exits.ts";
import { wilderWarmUpPeriods } from "../contract/indicators.ts";
import { defineStrategy } from "../contract/define_strategy.ts";

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

  columns({ bars }, { rsiPeriod, atrPeriod }) {
    const [high, low, close] = [bars.points("high"), bars.points("low"), bars.points("close")];
    return { strength: rsi(close, rsiPeriod), range: atr({ high, low, close }, atrPeriod) };
  },

  onBar(at, { columns: { strength, range } }, parameters) {
    const { rsiPeriod, oversold, overbought } = parameters;
    const [before, now] = [strength[at.index - 1]!, strength[at.index]!];
    const isUp = before < oversold && now >= oversold;
    if (!isUp && !(before > overbought && now <= overbought)) return null;
    const level = isUp ? `above ${oversold}` : `below ${overbought}`;
    const reason = `RSI(${rsiPeriod}) came back ${level}: ${now.toFixed(1)}`;
    const direction = isUp ? "buy" : "sell";
    return atrEntry(at, { direction, reason, range: range[at.index]! }, parameters);
  },
});
