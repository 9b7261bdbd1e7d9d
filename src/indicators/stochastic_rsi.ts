/** Stochastic of the relative strength index. */

import { checkLength } from "./column.ts";
import type { FlavourChoice } from "./flavour.ts";
import { rsi } from "./rsi.ts";
import type { StochasticLines } from "./stochastic.ts";
import { windowExtreme } from "./window_extreme.ts";
import { windowSums } from "./window_sums.ts";

/** The options of `stochasticRsi`. */
export interface StochasticRsiOptions extends FlavourChoice {
  /** The length of the relative strength index. */
  readonly rsi?: number;
  /** How many values of it the range is made of. */
  readonly length?: number;
  /** Over how many bars the main line is smoothed; TA-Lib's does not smooth it, which is 1. */
  readonly k?: number;
  /** The length of the signal line. */
  readonly d?: number;
}

/**
 * Stochastic RSI: where the relative strength index is in the range of its last values. Where they
 * are all the same, it is 50, and 0 in TA-Lib. MetaTrader has no such indicator.
 *
 * Unit: none. Range: 0 to 100. Warm-up: `rsi + length + k - 2` values, the signal `d - 1` more. A
 * gap begins it again. Source: TradingView's Stochastic RSI; TA-Lib's `ta_STOCHRSI.c`.
 */
export function stochasticRsi(
  values: Float64Array,
  { rsi: rsiLength = 14, length = 14, k = 3, d = 3, flavour = "metatrader" }: StochasticRsiOptions =
    {},
): StochasticLines {
  checkLength("stochasticRsi (rsi)", rsiLength);
  checkLength("stochasticRsi (length)", length);
  checkLength("stochasticRsi (k)", k);
  checkLength("stochasticRsi (d)", d);
  const strength = rsi(values, rsiLength, { flavour });
  const top = windowExtreme(strength, { length, extreme: "highest", of: "value" });
  const bottom = windowExtreme(strength, { length, extreme: "lowest", of: "value" });
  const flat = flavour === "talib" ? 0 : 50;
  const fast = strength.map((value, index) => {
    const range = top[index]! - bottom[index]!;
    return range === 0 ? flat : 100 * ((value - bottom[index]!) / range);
  });
  const main = windowSums(fast, k, k);
  return { k: main, d: windowSums(main, d, d) };
}
