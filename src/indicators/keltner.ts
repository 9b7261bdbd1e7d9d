/** Keltner channel. */

import { atr } from "./atr.ts";
import type { HlcColumns } from "./bar_series.ts";
import { checkLength, checkPositive } from "./column.ts";
import type { ChannelLines } from "./donchian.ts";
import { ema } from "./ema.ts";
import type { FlavourChoice } from "./flavour.ts";

/** The options of `keltner`. */
export interface KeltnerOptions extends FlavourChoice {
  /** The length of the average true range. */
  readonly atrLength?: number;
  /** How many average true ranges the lines are away from the middle. */
  readonly multiplier?: number;
}

/**
 * Keltner channel: the exponential average of the closes, and lines some average true ranges above
 * and below it. The flavours are those of `ema` and `atr`.
 *
 * Unit: that of the prices. Warm-up: the longer of `length - 1` and `atrLength` bars. A gap begins
 * it again. Source: TradingView's Keltner Channels, which are those of TA-Lib's flavour but for the
 * beginning of the average.
 */
export function keltner(
  bars: HlcColumns,
  length = 20,
  { atrLength = 10, multiplier = 2, flavour = "metatrader" }: KeltnerOptions = {},
): ChannelLines {
  checkLength("keltner", length);
  checkLength("keltner (atrLength)", atrLength);
  checkPositive("keltner", "multiplier", multiplier);
  const average = ema(bars.close, length, { flavour });
  const range = atr(bars, atrLength, { flavour });
  const line = (side: number) =>
    average.map((value, index) => value + side * (multiplier * range[index]!));
  return { upper: line(1), middle: line(0), lower: line(-1) };
}
