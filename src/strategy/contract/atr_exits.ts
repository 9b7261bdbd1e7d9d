/**
 * Stop loss and take profit at a distance of average true ranges: what the built-in strategies
 * share.
 */

import type { Direction } from "../../models/mod.ts";
import type { EnterAction } from "./action.ts";
import type { BarMoment } from "./bar_moment.ts";
import { averageTrueRange } from "./indicators.ts";
import type { Parameters, ParameterSpec } from "./parameter_spec.ts";
import type { SignalDraft, Window } from "./strategy.ts";

/** The parameters of `withAtrExits`, to be spread into those of a strategy. */
export const atrExitParameters = {
  atrPeriod: {
    meaning: "Length of the average true range (ATR), in bars",
    default: 14,
    min: 2,
    max: 200,
    whole: true,
  },
  stopAtr: {
    meaning: "Distance of the stop loss, in multiples of the ATR",
    default: 2,
    min: 0.1,
    max: 20,
    whole: false,
  },
  rewardRatio: {
    meaning: "Distance of the take profit, in multiples of the stop loss distance",
    default: 1.5,
    min: 0.1,
    max: 20,
    whole: false,
  },
} as const satisfies Record<string, ParameterSpec>;

/** The values of `atrExitParameters`. */
export type AtrExitParameters = Parameters<keyof typeof atrExitParameters>;

/** Bars that `withAtrExits` needs. */
export function atrExitBars(parameters: AtrExitParameters): number {
  return parameters.atrPeriod + 1;
}

/** An entry without its exits. */
export interface Entry {
  /** Whether to buy or to sell. */
  readonly direction: Direction;
  /** One sentence for the trader, up to 200 characters. */
  readonly reason: string;
}

/**
 * The draft of an entry at the last close; null in a market without movement, where the ATR is
 * zero.
 */
export function withAtrExits(
  entry: Entry,
  window: Window,
  parameters: AtrExitParameters,
): SignalDraft | null {
  const range = averageTrueRange(window, parameters.atrPeriod);
  if (range === 0) return null;
  const sign = entry.direction === "buy" ? 1 : -1;
  const close = window.bars.close.at(-1)!;
  const stopDistance = range * parameters.stopAtr / 10 ** window.digits;
  return {
    direction: entry.direction,
    stopLoss: close - sign * stopDistance,
    takeProfit: close + sign * stopDistance * parameters.rewardRatio,
    reason: entry.reason,
  };
}

/**
 * The entry of a strategy with columns at the close of the bar; null in a market without movement.
 * `range` is the ATR in points, so that its mean is exact: `atr` of columns of `points`.
 */
export function atrEntry(
  at: BarMoment,
  entry: Entry & { readonly range: number },
  { stopAtr, rewardRatio }: AtrExitParameters,
): EnterAction | null {
  const { direction, reason, range } = entry;
  if (!(range > 0)) return null;
  const sign = direction === "buy" ? 1 : -1;
  const stopDistance = range * stopAtr / Math.round(1 / at.point);
  const stopLoss = at.close - sign * stopDistance;
  const takeProfit = at.close + sign * stopDistance * rewardRatio;
  return at.enter(direction, { stopLoss, takeProfit, reason });
}
