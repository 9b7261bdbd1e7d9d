/**
 * Indicators as pure functions over columns. Each returns columns of the same length as its input,
 * NaN where a value is not yet defined, and none looks ahead: the beginning of a series has the
 * beginning of the result. `docs/indicators.md` lists them.
 */

export { acceleratorOscillator } from "./accelerator_oscillator.ts";
export { adx, type AdxLines } from "./adx.ts";
export { alligator, type AlligatorLines } from "./alligator.ts";
export { aroon, type AroonLines } from "./aroon.ts";
export { atr } from "./atr.ts";
export { awesomeOscillator } from "./awesome_oscillator.ts";
export {
  type BarSeries,
  barSeries,
  type HlcColumns,
  type HlcvColumns,
  type OhlcColumns,
  type RangeColumns,
} from "./bar_series.ts";
export { bollinger, type BollingerBands, type BollingerOptions } from "./bollinger.ts";
export type { DayChoice } from "./broker_day.ts";
export { type CamarillaLines, camarillaPivots } from "./camarilla_pivots.ts";
export { cci } from "./cci.ts";
export { chaikinMoneyFlow } from "./chaikin_money_flow.ts";
export { choppiness } from "./choppiness.ts";
export {
  crossedAbove,
  crossedBelow,
  type Line,
  strictlyCrossedAbove,
  strictlyCrossedBelow,
} from "./crossings.ts";
export { dailyLevels, type DailyLines } from "./daily_levels.ts";
export { dema } from "./dema.ts";
export { doji } from "./doji.ts";
export { type ChannelLines, donchian } from "./donchian.ts";
export { elderForceIndex } from "./elder_force.ts";
export { ema } from "./ema.ts";
export { engulfing } from "./engulfing.ts";
export { envelopes, type EnvelopesOptions } from "./envelopes.ts";
export { eveningStar } from "./evening_star.ts";
export type { Flavour, FlavourChoice } from "./flavour.ts";
export { forceIndex } from "./force.ts";
export { type FractalLines, fractals } from "./fractals.ts";
export { hammer } from "./hammer.ts";
export { harami } from "./harami.ts";
export { heikinAshi } from "./heikin_ashi.ts";
export { highest } from "./highest.ts";
export { hma } from "./hma.ts";
export { ichimoku, type IchimokuLines, type IchimokuOptions } from "./ichimoku.ts";
export { insideBar } from "./inside_bar.ts";
export { kama, type KamaOptions } from "./kama.ts";
export { keltner, type KeltnerOptions } from "./keltner.ts";
export { linearRegression, type RegressionLines } from "./linear_regression.ts";
export { linearRegressionSlope } from "./linear_regression_slope.ts";
export { lowest } from "./lowest.ts";
export { macd, type MacdLines, type MacdOptions } from "./macd.ts";
export { medianPrice } from "./median_price.ts";
export { mfi } from "./mfi.ts";
export { momentum } from "./momentum.ts";
export { morningStar } from "./morning_star.ts";
export { natr } from "./natr.ts";
export { obv } from "./obv.ts";
export { outsideBar } from "./outside_bar.ts";
export { type ParabolicLines, type ParabolicOptions, parabolicSar } from "./parabolic_sar.ts";
export { type PivotLines, type PivotOptions, pivotPoints } from "./pivot_points.ts";
export { roc } from "./roc.ts";
export { rollingVwap } from "./rolling_vwap.ts";
export { rsi } from "./rsi.ts";
export { type SessionHours, type SessionLines, sessionRange } from "./session_range.ts";
export { shootingStar } from "./shooting_star.ts";
export { sma } from "./sma.ts";
export { smma, smma as rma } from "./smma.ts";
export { type DeviationChoice, standardDeviation } from "./standard_deviation.ts";
export { stochastic, type StochasticLines, type StochasticOptions } from "./stochastic.ts";
export { stochasticFast, type StochasticFastOptions } from "./stochastic_fast.ts";
export { stochasticRsi, type StochasticRsiOptions } from "./stochastic_rsi.ts";
export { superTrend, type SuperTrendLines, type SuperTrendOptions } from "./super_trend.ts";
export { type SwingLines, type SwingOptions, swings } from "./swings.ts";
export { tema } from "./tema.ts";
export { threeBlackCrows } from "./three_black_crows.ts";
export { threeWhiteSoldiers } from "./three_white_soldiers.ts";
export { trix } from "./trix.ts";
export { trueRange } from "./true_range.ts";
export { typicalPrice } from "./typical_price.ts";
export { type UltimateOptions, ultimateOscillator } from "./ultimate_oscillator.ts";
export { vwap } from "./vwap.ts";
export { williamsR } from "./williams_r.ts";
export { wma } from "./wma.ts";
export { zScore } from "./z_score.ts";
