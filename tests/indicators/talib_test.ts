/** The results of C TA-Lib 0.4.0 on daily bars of GOOG, value by value. */

import assert from "node:assert/strict";
import {
  atr,
  bollinger,
  ema,
  macd,
  rsi,
  sma,
  standardDeviation,
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
      assert.ok(expected.findIndex(Number.isFinite) > 0);
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
