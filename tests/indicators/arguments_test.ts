/** Lengths and other numbers that make no sense: refused in words that name the indicator. */

import assert from "node:assert/strict";
import * as own from "../../src/indicators/mod.ts";
import { flatBars } from "./sample_bars.ts";

const bars = flatBars(30);
const { close } = bars;

/** The length of each indicator that takes one, by what its message calls it. */
const byLength: Readonly<Record<string, (length: number) => unknown>> = {
  sma: (length) => own.sma(close, length),
  ema: (length) => own.ema(close, length),
  smma: (length) => own.smma(close, length),
  wma: (length) => own.wma(close, length),
  hma: (length) => own.hma(close, length),
  dema: (length) => own.dema(close, length),
  tema: (length) => own.tema(close, length),
  trix: (length) => own.trix(close, length),
  kama: (length) => own.kama(close, length),
  "kama (fast)": (length) => own.kama(close, 10, { fast: length }),
  "kama (slow)": (length) => own.kama(close, 10, { slow: length }),
  rollingVwap: (length) => own.rollingVwap(bars, length),
  rsi: (length) => own.rsi(close, length),
  "stochastic (k)": (length) => own.stochastic(bars, { k: length }),
  "stochastic (slowing)": (length) => own.stochastic(bars, { slowing: length }),
  "stochastic (d)": (length) => own.stochasticFast(bars, { d: length }),
  "stochasticRsi (rsi)": (length) => own.stochasticRsi(close, { rsi: length }),
  "stochasticRsi (length)": (length) => own.stochasticRsi(close, { length }),
  "stochasticRsi (k)": (length) => own.stochasticRsi(close, { k: length }),
  "stochasticRsi (d)": (length) => own.stochasticRsi(close, { d: length }),
  "macd (fast)": (length) => own.macd(close, { fast: length }),
  "macd (slow)": (length) => own.macd(close, { slow: length }),
  "macd (signal)": (length) => own.macd(close, { signal: length }),
  cci: (length) => own.cci(bars, length),
  williamsR: (length) => own.williamsR(bars, length),
  momentum: (length) => own.momentum(close, length),
  roc: (length) => own.roc(close, length),
  ultimateOscillator: (length) => own.ultimateOscillator(bars, { medium: length }),
  zScore: (length) => own.zScore(close, length),
  adx: (length) => own.adx(bars, length),
  aroon: (length) => own.aroon(bars, length),
  superTrend: (length) => own.superTrend(bars, length),
  "ichimoku (tenkan)": (length) => own.ichimoku(bars, { tenkan: length }),
  "ichimoku (kijun)": (length) => own.ichimoku(bars, { kijun: length }),
  "ichimoku (senkou)": (length) => own.ichimoku(bars, { senkou: length }),
  "ichimoku (displacement)": (length) => own.ichimoku(bars, { displacement: length }),
  linearRegression: (length) => own.linearRegressionSlope(close, length),
  choppiness: (length) => own.choppiness(bars, length),
  mfi: (length) => own.mfi(bars, length),
  chaikinMoneyFlow: (length) => own.chaikinMoneyFlow(bars, length),
  forceIndex: (length) => own.forceIndex(bars, length),
  elderForceIndex: (length) => own.elderForceIndex(bars, length),
  atr: (length) => own.natr(bars, length),
  standardDeviation: (length) => own.standardDeviation(close, length),
  bollinger: (length) => own.bollinger(close, length),
  keltner: (length) => own.keltner(bars, length),
  "keltner (atrLength)": (length) => own.keltner(bars, 20, { atrLength: length }),
  donchian: (length) => own.donchian(bars, length),
  envelopes: (length) => own.envelopes(close, length),
  highest: (length) => own.highest(close, length),
  lowest: (length) => own.lowest(close, length),
  "swings (left)": (length) => own.swings(bars, { left: length }),
  "swings (right)": (length) => own.swings(bars, { right: length }),
};

/** Numbers that may have a fraction, but must be above 0. */
const byNumber: Readonly<Record<string, (value: number) => unknown>> = {
  "parabolicSar needs a step": (step) => own.parabolicSar(bars, { step }),
  "parabolicSar needs a maximum": (maximum) => own.parabolicSar(bars, { maximum }),
  "superTrend needs a multiplier": (multiplier) => own.superTrend(bars, 10, { multiplier }),
  "keltner needs a multiplier": (multiplier) => own.keltner(bars, 20, { multiplier }),
  "bollinger needs a number of deviations": (deviations) =>
    own.bollinger(close, 20, { deviations }),
  "envelopes needs a percent": (percent) => own.envelopes(close, 14, { percent }),
};

/** The minutes of a day. */
const byMinute: Readonly<Record<string, (minute: number) => unknown>> = {
  vwap: (startMinute) => own.vwap(bars, { startMinute }),
  dailyLevels: (startMinute) => own.pivotPoints(bars, { startMinute }),
  "sessionRange (fromMinute)": (fromMinute) => own.sessionRange(bars, { fromMinute, toMinute: 0 }),
  "sessionRange (toMinute)": (toMinute) => own.sessionRange(bars, { fromMinute: 0, toMinute }),
};

function refuses(calls: typeof byLength, wrong: readonly number[], rest: string): void {
  for (const [start, call] of Object.entries(calls)) {
    for (const value of wrong) {
      assert.throws(() => call(value), (error) => {
        assert.ok(error instanceof RangeError, `${start}: ${error}`);
        assert.ok(error.message.startsWith(`${start}${rest}`), error.message);
        assert.ok(error.message.endsWith(`and got ${value}.`), error.message);
        return true;
      });
    }
  }
}

Deno.test("a length that is no whole number from 1 on is refused", () => {
  refuses(byLength, [0, -1, 2.5, NaN, Infinity], " needs a length");
});

Deno.test("a number that is not above 0 is refused", () => {
  refuses(byNumber, [0, -1, NaN, Infinity], "");
});

Deno.test("a minute that no day has is refused", () => {
  refuses(byMinute, [-1, 1440, 8.5, NaN], " needs a minute of the day from 0 to 1439");
});

Deno.test("a slow average of MACD that is faster than the fast one is refused", () => {
  assert.throws(() => own.macd(close, { fast: 12, slow: 11 }), {
    name: "RangeError",
    message: "macd (slow) needs a length that is a whole number from 12 on, and got 11.",
  });
});

Deno.test("a length beyond the series is no mistake: there is just no value yet", () => {
  for (const column of [own.sma(close, 31), own.highest(close, 1_000_000), own.cci(bars, 31)]) {
    assert.equal(column.length, 30);
    assert.ok(column.every(Number.isNaN));
  }
});
