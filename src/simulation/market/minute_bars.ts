/** Generates the minute bars of one symbol for one day, from the seed and the day alone. */

import { type MarketSymbol, scaleOf } from "./instrument_catalog.ts";
import { minuteTicksMin } from "./minute_ticks.ts";
import { hashAt, normalAt, unitAt } from "./noise.ts";
import { emptyStepBars, type StepBars } from "./step_bars.ts";
import { pricePath } from "./price_path.ts";

export const minutesPerDay = 1440;

export interface DayOptions {
  readonly seed: number;
  /** On average; single minutes have between half and one and a half times as many. */
  readonly ticksPerMinute: number;
}

/**
 * The 1,440 bars of the day; `day` counts days since 1970 in broker time. Each bar opens where the
 * previous one closed.
 */
export function minuteBars(symbol: MarketSymbol, day: number, options: DayOptions): StepBars {
  const bars = emptyStepBars(minutesPerDay);
  const path = new Float64Array(minutesPerDay + 1);
  const firstMinute = day * minutesPerDay;
  pricePath(path, firstMinute, {
    seed: options.seed,
    minuteVolatility: symbol.minuteVolatility,
  });
  const startSteps = symbol.startPrice * scaleOf(symbol.wire).stepsPerUnit;
  const wickSteps = 0.6 * symbol.minuteVolatility * startSteps;
  for (let index = 0; index < minutesPerDay; index++) {
    const minute = firstMinute + index;
    const seed = hashAt(options.seed, minute);
    const open = Math.max(1, Math.round(startSteps * Math.exp(path[index]!)));
    const close = Math.max(1, Math.round(startSteps * Math.exp(path[index + 1]!)));
    const wick = (place: number) => Math.floor(Math.abs(normalAt(seed, place)) * wickSteps);
    bars.minute[index] = minute;
    bars.open[index] = open;
    bars.close[index] = close;
    bars.high[index] = Math.max(open, close) + wick(1);
    bars.low[index] = Math.max(1, Math.min(open, close) - wick(2));
    const ticks = Math.round(options.ticksPerMinute * (0.5 + unitAt(seed, 3)));
    bars.tickCount[index] = Math.max(minuteTicksMin, ticks);
    bars.spread[index] = spreadOf(symbol.spreadSteps, index, unitAt(seed, 4));
  }
  return bars;
}

/** Spreads vary by up to half, and are three times as wide around the rollover at midnight. */
function spreadOf(usualSteps: number, minuteOfDay: number, unit: number): number {
  const isRollover = minuteOfDay < 5 || minuteOfDay >= minutesPerDay - 5;
  return Math.round(usualSteps * (isRollover ? 3 : 1) * (0.75 + 0.75 * unit * unit));
}
