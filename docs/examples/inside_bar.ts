/** Buys when the market breaks out of an inside bar upwards, sells when it breaks out downwards. */

import { barAt, defineStrategy } from "mt5-bridge";

export default defineStrategy({
  name: "inside_bar",
  description: "Follows the break of a bar that lies inside the bar before it",
  parameters: {
    rewardRatio: {
      meaning: "Take profit as a multiple of the stop's distance",
      default: 2,
      min: 0.5,
      max: 10,
      whole: false,
    },
  },

  barsNeeded: () => 3,

  onBars({ bars }, { rewardRatio }) {
    const [mother, inside, last] = [barAt(bars, 0), barAt(bars, 1), barAt(bars, 2)];
    if (inside.high >= mother.high || inside.low <= mother.low) return null;
    const isUp = last.close > mother.high;
    if (!isUp && last.close >= mother.low) return null;
    const stopLoss = isUp ? inside.low : inside.high;
    return {
      direction: isUp ? "buy" : "sell",
      stopLoss,
      takeProfit: last.close + rewardRatio * (last.close - stopLoss),
      reason: `Closed ${isUp ? "above" : "below"} the bar around an inside bar`,
    };
  },
});
