/**
 * Indicators as pure functions over columns. Each returns columns of the same length as its input,
 * NaN where a value is not yet defined, and none looks ahead: the beginning of a series has the
 * beginning of the result. `docs/indicators.md` lists them.
 */

export {
  type BarSeries,
  barSeries,
  type HlcColumns,
  type HlcvColumns,
  type OhlcColumns,
  type RangeColumns,
} from "./bar_series.ts";
export type { Flavour, FlavourChoice } from "./flavour.ts";
export { atr } from "./atr.ts";
export { bollinger, type BollingerBands, type BollingerOptions } from "./bollinger.ts";
export {
  crossedAbove,
  crossedBelow,
  type Line,
  strictlyCrossedAbove,
  strictlyCrossedBelow,
} from "./crossings.ts";
export { type ChannelLines, donchian } from "./donchian.ts";
export { ema } from "./ema.ts";
export { highest } from "./highest.ts";
export { lowest } from "./lowest.ts";
export { macd, type MacdLines, type MacdOptions } from "./macd.ts";
export { rsi } from "./rsi.ts";
export { sma } from "./sma.ts";
export { smma } from "./smma.ts";
export { type DeviationChoice, standardDeviation } from "./standard_deviation.ts";
export { trueRange } from "./true_range.ts";
export { wma } from "./wma.ts";
