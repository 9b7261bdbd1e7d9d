/** The results of C TA-Lib 0.4.0 on daily bars of GOOG, value by value. */

import assert from "node:assert/strict";
import {
  adx,
  aroon,
  atr,
  bollinger,
  cci,
  dema,
  ema,
  kama,
  linearRegressionSlope,
  macd,
  mfi,
  momentum,
  natr,
  obv,
  parabolicSar,
  roc,
  rsi,
  sma,
  standardDeviation,
  stochastic,
  tema,
  trix,
  ultimateOscillator,
  williamsR,
  wma,
} from "../../src/indicators/mod.ts";
import { lacks, marketDataUrl } from "../../tools/test_needs.ts";
import { csvColumns } from "./csv_columns.ts";

const flavour = "talib";
const isMissing = lacks("market_data");

/** The columns of a golden file; none without the market data. */
function golden(file: string): Readonly<Record<string, Float64Array>> {
  return isMissing ? {} : csvColumns(new URL(`golden/${file}`, marketDataUrl));
}

const prices = golden("backtestingpy_GOOG.csv");
const results = golden("talib_GOOG.csv");

interface Bars {
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/** The columns of TA-Lib's results, and what makes them here. */
const cases: Readonly<Record<string, (bars: Bars) => Float64Array>> = {
  SMA20: ({ close }) => sma(close, 20),
  EMA20: ({ close }) => ema(close, 20, { flavour }),
  WMA20: ({ close }) => wma(close, 20),
  RSI14: ({ close }) => rsi(close, 14, { flavour }),
  MACD: ({ close }) => macd(close, { flavour }).macd,
  MACDsig: ({ close }) => macd(close, { flavour }).signal,
  MACDhist: ({ close }) => macd(close, { flavour }).histogram,
  ATR14: (bars) => atr(bars, 14, { flavour }),
  BBup: ({ close }) => bollinger(close, 20).upper,
  BBmid: ({ close }) => bollinger(close, 20).middle,
  BBlow: ({ close }) => bollinger(close, 20).lower,
  DEMA20: ({ close }) => dema(close, 20, { flavour }),
  TEMA20: ({ close }) => tema(close, 20, { flavour }),
  KAMA10: ({ close }) => kama(close, 10, { flavour }),
  NATR14: (bars) => natr(bars, 14, { flavour }),
  STOCHk: (bars) => stochastic(bars, { k: 14, flavour }).k,
  STOCHd: (bars) => stochastic(bars, { k: 14, flavour }).d,
  ADX14: (bars) => adx(bars, 14, { flavour }).adx,
  PLUS_DI14: (bars) => adx(bars, 14, { flavour }).plusDi,
  MINUS_DI14: (bars) => adx(bars, 14, { flavour }).minusDi,
  CCI20: (bars) => cci(bars, 20),
  WILLR14: (bars) => williamsR(bars, 14, { flavour }),
  MFI14: (bars) => mfi(bars, 14, { flavour }),
  OBV: (bars) => obv(bars),
  SAR: (bars) => parabolicSar(bars, { flavour }).sar,
  AROONdn: (bars) => aroon(bars, 14).down,
  AROONup: (bars) => aroon(bars, 14).up,
  ROC10: ({ close }) => roc(close, 10),
  MOM10: ({ close }) => momentum(close, 10, { flavour }),
  LRSLOPE14: ({ close }) => linearRegressionSlope(close, 14),
  TRIX15: ({ close }) => trix(close, 15, { flavour }),
  ULTOSC: (bars) => ultimateOscillator(bars),
  STDDEV20: ({ close }) => standardDeviation(close, 20),
};

/**
 * TA-Lib sums squares of prices, which loses five digits of a standard deviation; the others agree
 * to the last but one or two of the 17 digits.
 */
const tolerance = 1e-10;

for (const [column, run] of Object.entries(cases)) {
  Deno.test({
    name: `TA-Lib: ${column} of GOOG`,
    ignore: isMissing,
    fn() {
      const expected = results[column]!;
      const found = run({
        high: prices["High"]!,
        low: prices["Low"]!,
        close: prices["Close"]!,
        volume: prices["Volume"]!,
      });
      assert.equal(found.length, expected.length);
      expected.forEach((value, index) => {
        if (Number.isNaN(value)) return;
        const scale = Math.max(1, Math.abs(value));
        assert.ok(
          Math.abs(found[index]! - value) <= tolerance * scale,
          `bar ${index}: ${found[index]}, TA-Lib has ${value}`,
        );
      });
    },
  });
}

Deno.test({
  name: "TA-Lib: every column of its results is compared",
  ignore: isMissing,
  fn() {
    const columns = Object.keys(results).filter((column) => column !== "time");
    assert.deepEqual(columns.sort(), Object.keys(cases).sort());
  },
});
