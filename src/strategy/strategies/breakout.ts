/** Trades breakouts: the first close beyond the extremes of the preceding bars. */

import { atr } from "../../indicators/atr.ts";
import { donchian } from "../../indicators/donchian.ts";
import { atrEntry, atrExitBars, atrExitParameters } from "../contract/atr_exits.ts";
import { defineStrategy } from "../contract/define_strategy.ts";

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

  // In whole points, so that a close at the extreme is not beyond it.
  columns({ bars }, { channelPeriod, atrPeriod }) {
    const [high, low, close] = [bars.points("high"), bars.points("low"), bars.points("close")];
    const { upper, lower } = donchian({ high, low }, channelPeriod);
    return { close, upper, lower, range: atr({ high, low, close }, atrPeriod) };
  },

  onBar(at, { columns: { close, upper, lower, range } }, parameters) {
    const { index } = at;
    const [now, before] = [close[index]!, close[index - 1]!];
    const [top, bottom] = [upper[index - 1]!, lower[index - 1]!]; // without this bar
    const isUp = now > top && before <= upper[index - 2]!;
    const isDown = now < bottom && before >= lower[index - 2]!;
    if (!isUp && !isDown) return null;
    const direction = isUp ? "buy" : "sell";
    const extreme = isUp ? "above" : "below";
    const level = ((isUp ? top : bottom) * at.point).toFixed(-Math.round(Math.log10(at.point)));
    const which = isUp ? "highest high" : "lowest low";
    const reason = `Closed ${extreme} ${level}, the ${which} of ${parameters.channelPeriod} bars`;
    return atrEntry(at, { direction, reason, range: range[index]! }, parameters);
  },
});
