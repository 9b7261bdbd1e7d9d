/** Trades breakouts: the first close beyond the extremes of the preceding bars. */

import { fromPoints } from "../../models/mod.ts";
import { atrExitBars, atrExitParameters, withAtrExits } from "../atr_exits.ts";
import { channel, pointsOf } from "../indicators.ts";
import { defineStrategy } from "../define_strategy.ts";

export const breakout = defineStrategy({
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
