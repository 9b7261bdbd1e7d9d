/** Parabolic stop and reverse. */

import type { RangeColumns } from "./bar_series.ts";
import { checkPositive, emptyColumn } from "./column.ts";
import type { FlavourChoice } from "./flavour.ts";

/** The lines of the parabolic system. */
export interface ParabolicLines {
  /** The stop of each bar; on a bar that reverses, the stop of the new direction. */
  readonly sar: Float64Array;
  /** 1 while it is long, which has the stop below the price; -1 while it is short. */
  readonly direction: Float64Array;
}

/** The options of `parabolicSar`. */
export interface ParabolicOptions extends FlavourChoice {
  /** By how much the stop speeds up with each new extreme. */
  readonly step?: number;
  /** The greatest speed. */
  readonly maximum?: number;
}

/** Where the system is. */
interface Parabola {
  isLong: boolean;
  /** The stop of the next bar. */
  sar: number;
  /** The best price of this direction. */
  extreme: number;
  speed: number;
  /** The highest high since the last reversal, its bar included. */
  top: number;
  /** The lowest low since then. */
  bottom: number;
}

/**
 * Parabolic stop and reverse by Wilder. MetaTrader begins short; TA-Lib begins long unless the
 * second bar moved down. When it reverses, MetaTrader puts the stop at the extreme since the last
 * reversal, TA-Lib at the best price of the direction that ended.
 *
 * Unit: that of the prices; the direction has none. Warm-up: 1 bar. A gap begins it again.
 * Source: MetaTrader's `ParabolicSAR.mq5`; TA-Lib's `ta_SAR.c`.
 */
export function parabolicSar(
  { high, low }: RangeColumns,
  { step = 0.02, maximum = 0.2, flavour = "metatrader" }: ParabolicOptions = {},
): ParabolicLines {
  checkPositive("parabolicSar", "step", step);
  checkPositive("parabolicSar", "maximum", maximum);
  const lines = { sar: emptyColumn(high.length), direction: emptyColumn(high.length) };
  const isTalib = flavour === "talib";
  let state: Parabola | null = null;
  for (let index = 1; index < high.length; index++) {
    let bar = twoBars(high, low, index);
    if (!Number.isFinite(bar.high + bar.low + bar.highBefore + bar.lowBefore)) {
      state = null;
      continue;
    }
    if (state === null) {
      state = isTalib ? talibStart(bar, step) : metatraderStart(bar, step);
      // TA-Lib does not look at the first bar again.
      if (isTalib) bar = { ...bar, highBefore: bar.high, lowBefore: bar.low };
    }
    const hasReversed = reverse(state, bar, { step, isTalib });
    lines.sar[index] = state.sar;
    lines.direction[index] = state.isLong ? 1 : -1;
    if (!hasReversed) follow(state, bar, { step, maximum });
    advance(state, bar);
  }
  return lines;
}

interface TwoBars {
  readonly high: number;
  readonly low: number;
  readonly highBefore: number;
  readonly lowBefore: number;
}

function twoBars(high: Float64Array, low: Float64Array, index: number): TwoBars {
  return {
    high: high[index]!,
    low: low[index]!,
    highBefore: high[index - 1]!,
    lowBefore: low[index - 1]!,
  };
}

function metatraderStart({ high, low, highBefore, lowBefore }: TwoBars, step: number): Parabola {
  const top = Math.max(high, highBefore);
  const bottom = Math.min(low, lowBefore);
  return { isLong: false, sar: top, extreme: low, speed: step, top, bottom };
}

function talibStart({ high, low, highBefore, lowBefore }: TwoBars, step: number): Parabola {
  const fell = lowBefore - low;
  const isLong = !(fell > 0 && fell > high - highBefore);
  const [sar, extreme] = isLong ? [lowBefore, high] : [highBefore, low];
  return { isLong, sar, extreme, speed: step, top: high, bottom: low };
}

/** Whether the bar has reached the stop; TA-Lib counts a touch, MetaTrader does not. */
function reverse(
  state: Parabola,
  { high, low, highBefore, lowBefore }: TwoBars,
  { step, isTalib }: { readonly step: number; readonly isTalib: boolean },
): boolean {
  state.top = Math.max(state.top, high);
  state.bottom = Math.min(state.bottom, low);
  const { isLong, sar, extreme } = state;
  const isTouched = isTalib && (isLong ? low === sar : high === sar);
  if (!isTouched && (isLong ? low >= sar : high <= sar)) return false;
  if (isTalib) {
    state.sar = isLong ? Math.max(extreme, highBefore, high) : Math.min(extreme, lowBefore, low);
  } else state.sar = isLong ? state.top : state.bottom;
  state.isLong = !isLong;
  state.extreme = isLong ? low : high;
  state.speed = step;
  state.top = high;
  state.bottom = low;
  return true;
}

/** Takes a new extreme over, and speeds up. */
function follow(
  state: Parabola,
  { high, low }: TwoBars,
  { step, maximum }: { readonly step: number; readonly maximum: number },
): void {
  if (state.isLong ? high <= state.extreme : low >= state.extreme) return;
  state.extreme = state.isLong ? high : low;
  state.speed = Math.min(state.speed + step, maximum);
}

/** The stop of the next bar is never inside of the last two. */
function advance(state: Parabola, { high, low, highBefore, lowBefore }: TwoBars): void {
  const next = state.sar + state.speed * (state.extreme - state.sar);
  state.sar = state.isLong ? Math.min(next, low, lowBefore) : Math.max(next, high, highBefore);
}
