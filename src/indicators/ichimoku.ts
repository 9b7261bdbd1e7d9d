/** Ichimoku Kinko Hyo. */

import type { HlcColumns } from "./bar_series.ts";
import { checkLength } from "./column.ts";
import { displaced } from "./displaced.ts";
import { donchian } from "./donchian.ts";

/** The lines of Ichimoku, each as it is known on its bar. */
export interface IchimokuLines {
  /** The conversion line. */
  readonly tenkan: Float64Array;
  /** The base line. */
  readonly kijun: Float64Array;
  /** The first edge of the cloud on this bar, which was known `displacement` bars ago. */
  readonly senkouA: Float64Array;
  /** The second edge of the cloud on this bar. */
  readonly senkouB: Float64Array;
  /** The first edge of the cloud that will be drawn `displacement` bars later. */
  readonly leadingA: Float64Array;
  /** The second edge of it. */
  readonly leadingB: Float64Array;
  /**
   * The close less the close of `displacement` bars ago: above 0, the lagging line (Chikou), which
   * the chart draws that far back, is above the price there.
   */
  readonly chikouDistance: Float64Array;
}

/** The options of `ichimoku`. */
export interface IchimokuOptions {
  /** The length of the conversion line. */
  readonly tenkan?: number;
  /** The length of the base line. */
  readonly kijun?: number;
  /** The length of the second edge of the cloud. */
  readonly senkou?: number;
  /** How many bars the cloud is drawn ahead and the lagging line back. */
  readonly displacement?: number;
}

/**
 * Ichimoku: the middles of the ranges of 9, 26 and 52 bars. What the chart draws ahead or back is
 * given on the bar on which it can be used, so that nothing looks ahead.
 *
 * Unit: that of the prices. Warm-up: the length less 1; the edges of the cloud `displacement` bars
 * more. A gap begins it again. Source: MetaTrader's `Ichimoku.mq5`.
 */
export function ichimoku(
  bars: HlcColumns,
  { tenkan: fast = 9, kijun: slow = 26, senkou = 52, displacement = 26 }: IchimokuOptions = {},
): IchimokuLines {
  checkLength("ichimoku (tenkan)", fast);
  checkLength("ichimoku (kijun)", slow);
  checkLength("ichimoku (senkou)", senkou);
  checkLength("ichimoku (displacement)", displacement);
  const tenkan = donchian(bars, fast).middle;
  const kijun = donchian(bars, slow).middle;
  const leadingA = tenkan.map((value, index) => (value + kijun[index]!) / 2);
  const leadingB = donchian(bars, senkou).middle;
  const before = displaced(bars.close, displacement);
  return {
    tenkan,
    kijun,
    senkouA: displaced(leadingA, displacement),
    senkouB: displaced(leadingB, displacement),
    leadingA,
    leadingB,
    chikouDistance: before.map((close, index) => bars.close[index]! - close),
  };
}
