/**
 * The texts of the indicators, which every realm compiles for itself. A test compares the list with
 * the folder.
 */

import acceleratorOscillatorText from "../../indicators/accelerator_oscillator.ts" with {
  type: "text",
};
import adxText from "../../indicators/adx.ts" with { type: "text" };
import alligatorText from "../../indicators/alligator.ts" with { type: "text" };
import aroonText from "../../indicators/aroon.ts" with { type: "text" };
import atrText from "../../indicators/atr.ts" with { type: "text" };
import awesomeOscillatorText from "../../indicators/awesome_oscillator.ts" with { type: "text" };
import barSeriesText from "../../indicators/bar_series.ts" with { type: "text" };
import bollingerText from "../../indicators/bollinger.ts" with { type: "text" };
import brokerDayText from "../../indicators/broker_day.ts" with { type: "text" };
import camarillaPivotsText from "../../indicators/camarilla_pivots.ts" with { type: "text" };
import candleMarchText from "../../indicators/candle_march.ts" with { type: "text" };
import candlePatternText from "../../indicators/candle_pattern.ts" with { type: "text" };
import candleStarText from "../../indicators/candle_star.ts" with { type: "text" };
import cciText from "../../indicators/cci.ts" with { type: "text" };
import chaikinMoneyFlowText from "../../indicators/chaikin_money_flow.ts" with { type: "text" };
import choppinessText from "../../indicators/choppiness.ts" with { type: "text" };
import columnText from "../../indicators/column.ts" with { type: "text" };
import crossingsText from "../../indicators/crossings.ts" with { type: "text" };
import dailyLevelsText from "../../indicators/daily_levels.ts" with { type: "text" };
import demaText from "../../indicators/dema.ts" with { type: "text" };
import directionalMovementText from "../../indicators/directional_movement.ts" with {
  type: "text",
};
import displacedText from "../../indicators/displaced.ts" with { type: "text" };
import dojiText from "../../indicators/doji.ts" with { type: "text" };
import donchianText from "../../indicators/donchian.ts" with { type: "text" };
import elderForceText from "../../indicators/elder_force.ts" with { type: "text" };
import emaText from "../../indicators/ema.ts" with { type: "text" };
import engulfingText from "../../indicators/engulfing.ts" with { type: "text" };
import envelopesText from "../../indicators/envelopes.ts" with { type: "text" };
import eveningStarText from "../../indicators/evening_star.ts" with { type: "text" };
import flavourText from "../../indicators/flavour.ts" with { type: "text" };
import forceText from "../../indicators/force.ts" with { type: "text" };
import fractalsText from "../../indicators/fractals.ts" with { type: "text" };
import hammerText from "../../indicators/hammer.ts" with { type: "text" };
import haramiText from "../../indicators/harami.ts" with { type: "text" };
import heikinAshiText from "../../indicators/heikin_ashi.ts" with { type: "text" };
import highestText from "../../indicators/highest.ts" with { type: "text" };
import hmaText from "../../indicators/hma.ts" with { type: "text" };
import ichimokuText from "../../indicators/ichimoku.ts" with { type: "text" };
import insideBarText from "../../indicators/inside_bar.ts" with { type: "text" };
import kamaText from "../../indicators/kama.ts" with { type: "text" };
import keltnerText from "../../indicators/keltner.ts" with { type: "text" };
import linearRegressionText from "../../indicators/linear_regression.ts" with { type: "text" };
import linearRegressionSlopeText from "../../indicators/linear_regression_slope.ts" with {
  type: "text",
};
import lowestText from "../../indicators/lowest.ts" with { type: "text" };
import macdText from "../../indicators/macd.ts" with { type: "text" };
import medianPriceText from "../../indicators/median_price.ts" with { type: "text" };
import mfiText from "../../indicators/mfi.ts" with { type: "text" };
import modText from "../../indicators/mod.ts" with { type: "text" };
import momentumText from "../../indicators/momentum.ts" with { type: "text" };
import morningStarText from "../../indicators/morning_star.ts" with { type: "text" };
import natrText from "../../indicators/natr.ts" with { type: "text" };
import obvText from "../../indicators/obv.ts" with { type: "text" };
import outsideBarText from "../../indicators/outside_bar.ts" with { type: "text" };
import parabolicSarText from "../../indicators/parabolic_sar.ts" with { type: "text" };
import pivotPointsText from "../../indicators/pivot_points.ts" with { type: "text" };
import rocText from "../../indicators/roc.ts" with { type: "text" };
import rollingVwapText from "../../indicators/rolling_vwap.ts" with { type: "text" };
import rsiText from "../../indicators/rsi.ts" with { type: "text" };
import sessionRangeText from "../../indicators/session_range.ts" with { type: "text" };
import shootingStarText from "../../indicators/shooting_star.ts" with { type: "text" };
import smaText from "../../indicators/sma.ts" with { type: "text" };
import smmaText from "../../indicators/smma.ts" with { type: "text" };
import standardDeviationText from "../../indicators/standard_deviation.ts" with { type: "text" };
import stochasticText from "../../indicators/stochastic.ts" with { type: "text" };
import stochasticFastText from "../../indicators/stochastic_fast.ts" with { type: "text" };
import stochasticRsiText from "../../indicators/stochastic_rsi.ts" with { type: "text" };
import superTrendText from "../../indicators/super_trend.ts" with { type: "text" };
import swingsText from "../../indicators/swings.ts" with { type: "text" };
import temaText from "../../indicators/tema.ts" with { type: "text" };
import threeBlackCrowsText from "../../indicators/three_black_crows.ts" with { type: "text" };
import threeWhiteSoldiersText from "../../indicators/three_white_soldiers.ts" with { type: "text" };
import trixText from "../../indicators/trix.ts" with { type: "text" };
import trueRangeText from "../../indicators/true_range.ts" with { type: "text" };
import typicalPriceText from "../../indicators/typical_price.ts" with { type: "text" };
import ultimateOscillatorText from "../../indicators/ultimate_oscillator.ts" with { type: "text" };
import vwapText from "../../indicators/vwap.ts" with { type: "text" };
import williamsRText from "../../indicators/williams_r.ts" with { type: "text" };
import windowDeviationText from "../../indicators/window_deviation.ts" with { type: "text" };
import windowExtremeText from "../../indicators/window_extreme.ts" with { type: "text" };
import windowSumsText from "../../indicators/window_sums.ts" with { type: "text" };
import wmaText from "../../indicators/wma.ts" with { type: "text" };
import zScoreText from "../../indicators/z_score.ts" with { type: "text" };

/** By the name of the file. */
export const indicatorTexts: Readonly<Record<string, string>> = {
  "accelerator_oscillator.ts": acceleratorOscillatorText,
  "adx.ts": adxText,
  "alligator.ts": alligatorText,
  "aroon.ts": aroonText,
  "atr.ts": atrText,
  "awesome_oscillator.ts": awesomeOscillatorText,
  "bar_series.ts": barSeriesText,
  "bollinger.ts": bollingerText,
  "broker_day.ts": brokerDayText,
  "camarilla_pivots.ts": camarillaPivotsText,
  "candle_march.ts": candleMarchText,
  "candle_pattern.ts": candlePatternText,
  "candle_star.ts": candleStarText,
  "cci.ts": cciText,
  "chaikin_money_flow.ts": chaikinMoneyFlowText,
  "choppiness.ts": choppinessText,
  "column.ts": columnText,
  "crossings.ts": crossingsText,
  "daily_levels.ts": dailyLevelsText,
  "dema.ts": demaText,
  "directional_movement.ts": directionalMovementText,
  "displaced.ts": displacedText,
  "doji.ts": dojiText,
  "donchian.ts": donchianText,
  "elder_force.ts": elderForceText,
  "ema.ts": emaText,
  "engulfing.ts": engulfingText,
  "envelopes.ts": envelopesText,
  "evening_star.ts": eveningStarText,
  "flavour.ts": flavourText,
  "force.ts": forceText,
  "fractals.ts": fractalsText,
  "hammer.ts": hammerText,
  "harami.ts": haramiText,
  "heikin_ashi.ts": heikinAshiText,
  "highest.ts": highestText,
  "hma.ts": hmaText,
  "ichimoku.ts": ichimokuText,
  "inside_bar.ts": insideBarText,
  "kama.ts": kamaText,
  "keltner.ts": keltnerText,
  "linear_regression.ts": linearRegressionText,
  "linear_regression_slope.ts": linearRegressionSlopeText,
  "lowest.ts": lowestText,
  "macd.ts": macdText,
  "median_price.ts": medianPriceText,
  "mfi.ts": mfiText,
  "mod.ts": modText,
  "momentum.ts": momentumText,
  "morning_star.ts": morningStarText,
  "natr.ts": natrText,
  "obv.ts": obvText,
  "outside_bar.ts": outsideBarText,
  "parabolic_sar.ts": parabolicSarText,
  "pivot_points.ts": pivotPointsText,
  "roc.ts": rocText,
  "rolling_vwap.ts": rollingVwapText,
  "rsi.ts": rsiText,
  "session_range.ts": sessionRangeText,
  "shooting_star.ts": shootingStarText,
  "sma.ts": smaText,
  "smma.ts": smmaText,
  "standard_deviation.ts": standardDeviationText,
  "stochastic.ts": stochasticText,
  "stochastic_fast.ts": stochasticFastText,
  "stochastic_rsi.ts": stochasticRsiText,
  "super_trend.ts": superTrendText,
  "swings.ts": swingsText,
  "tema.ts": temaText,
  "three_black_crows.ts": threeBlackCrowsText,
  "three_white_soldiers.ts": threeWhiteSoldiersText,
  "trix.ts": trixText,
  "true_range.ts": trueRangeText,
  "typical_price.ts": typicalPriceText,
  "ultimate_oscillator.ts": ultimateOscillatorText,
  "vwap.ts": vwapText,
  "williams_r.ts": williamsRText,
  "window_deviation.ts": windowDeviationText,
  "window_extreme.ts": windowExtremeText,
  "window_sums.ts": windowSumsText,
  "wma.ts": wmaText,
  "z_score.ts": zScoreText,
};
