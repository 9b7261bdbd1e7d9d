/** On whole points sums are exact: ties are ties, and constants are constants. */

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  bollinger,
  ema,
  kama,
  linearRegression,
  sma,
  smma,
  standardDeviation,
  strictlyCrossedAbove,
  strictlyCrossedBelow,
  wma,
  zScore,
} from "../../src/indicators/mod.ts";
import { lacks, marketDataUrl } from "../../tools/test_needs.ts";
import { csvColumns } from "./csv_columns.ts";
import { plainDeviation, sumOf, windowOf } from "./plain_formulas.ts";
import { anyBars } from "./sample_bars.ts";

Deno.test("whole points: a simple average is the exact sum, divided once", () => {
  fc.assert(
    fc.property(anyBars, fc.integer({ min: 1, max: 40 }), ({ close }, length) => {
      sma(close, length).forEach((value, index) => {
        if (index < length - 1) return;
        assert.equal(value, sumOf(windowOf(close, index, length)) / length);
      });
    }),
  );
});

Deno.test("a sum begins again behind what is no whole number, late in a series, too", () => {
  const values = Float64Array.from({ length: 10_000 }, (_, at) => at % 77);
  for (const odd of [NaN, 0.5, 2 ** 60]) {
    const changed = values.slice();
    changed[9_000] = odd;
    const [before, after] = [sma(values, 10), sma(changed, 10)];
    assert.deepEqual(after.subarray(9, 9_000), before.subarray(9, 9_000));
    const window = (at: number) => sumOf(windowOf(changed, at, 10)) / 10;
    assert.equal(after[9_000], odd === odd ? window(9_000) : NaN);
    if (odd !== 2 ** 60) assert.equal(after[9_500], window(9_500));
    if (odd === 0.5) assert.equal(after[9_005], window(9_005));
  }
});

Deno.test("a price that stays is its own average, without any deviation", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), (price) => {
      const still = new Float64Array(100).fill(price);
      const averages = [sma, ema, smma, wma, kama].map((average) => average(still, 10));
      for (const line of [...averages, linearRegression(still, 10).value]) {
        assert.ok(line.slice(10).every((value) => value === price));
      }
      const { upper, lower, percentB } = bollinger(still, 10);
      assert.deepEqual([upper[50], lower[50], percentB[50]], [price, price, 0.5]);
      const nothing = [standardDeviation(still, 10), zScore(still, 10)];
      for (const line of [...nothing, linearRegression(still, 10).slope]) {
        assert.ok(line.slice(10).every((value) => value === 0));
      }
    }),
  );
});

Deno.test("a price that stays after a jump has no deviation, once the jump has left the window", () => {
  const price = new Float64Array(200).fill(1.1);
  price[50] = 98_765.4321;
  const deviation = standardDeviation(price, 7);
  assert.ok(deviation.slice(50, 57).every((value) => value > 1000));
  assert.ok(deviation.slice(57).every((value) => value === 0));
});

Deno.test("rounding does not add up over a long series", () => {
  const price = Float64Array.from(
    { length: 100_000 },
    (_, index) => 1 + (index * 7919 % 1000) / 997,
  );
  const [average, weighted] = [sma(price, 20), wma(price, 20)];
  for (const index of [99_990, 99_999]) {
    const window = windowOf(price, index, 20);
    assert.ok(Math.abs(average[index]! - sumOf(window) / 20) < 1e-14);
    const sum = sumOf(window.map((value, place) => value * (place + 1)));
    assert.ok(Math.abs(weighted[index]! - sum / 210) < 1e-14);
  }
});

Deno.test("a deviation far from where the series began has not lost its digits", () => {
  const price = Float64Array.from(
    { length: 100_000 },
    (_, index) => 1 + index * 0.1 + (index * 7919 % 1000) / 99_700,
  );
  const found = standardDeviation(price, 20);
  const expected = plainDeviation(price.slice(-100), 20);
  for (let back = 1; back <= 50; back++) {
    assert.ok(Math.abs(found.at(-back)! / expected.at(-back)! - 1) < 1e-10);
  }
});

Deno.test("KAMA never goes beyond the value that it follows, not even behind an absurd one", () => {
  for (const absurd of [1e15, 3e15, 7.3e15, 1e16, 1e17]) {
    const price = Float64Array.from({ length: 60 }, (_, index) => 1 + 0.37 * index);
    price[20] = absurd;
    const average = kama(price, 10);
    for (let index = 11; index < price.length; index++) {
      const [before, now] = [average[index - 1]!, average[index]!];
      const [least, greatest] = [Math.min(before, price[index]!), Math.max(before, price[index]!)];
      assert.ok(now >= least && now <= greatest, `${absurd}, bar ${index}: ${before} to ${now}`);
    }
  }
});

const isMissing = lacks("market_data");
const golden = new URL("golden/", marketDataUrl);

/** The exact trades of a cross of 10 and 20, in whole points: file, bars, points a unit. */
const trades = [
  ["exact_goog_sma10_20_u100.csv", new URL("backtestingpy_GOOG.csv", golden), 100],
  ["exact_eurusd_h1_sma10_20_u1000.csv", new URL("backtestingpy_EURUSD.csv", golden), 100_000],
  ["exact_btcperp_m1_sma10_20_u1.csv", new URL("BTCPERP_M1_202201.csv", marketDataUrl), 10],
] as const;

for (const [file, barFile, scale] of trades) {
  Deno.test({
    name: `whole points: the crossings of ${file}`,
    ignore: isMissing,
    fn() {
      const columns = csvColumns(barFile);
      const points = (name: string) =>
        (columns[name] ?? columns[name.toLowerCase()])!.map((price) => Math.round(price * scale));
      const [open, close] = [points("Open"), points("Close")];
      const [fast, slow] = [sma(close, 10), sma(close, 20)];
      const entries: { side: number; bar: number; price: number }[] = [];
      for (let index = 1; index + 1 < close.length; index++) {
        const side = strictlyCrossedAbove(fast, slow, index)
          ? 1
          : strictlyCrossedBelow(fast, slow, index)
          ? -1
          : 0;
        if (side === 0 || side === entries.at(-1)?.side) continue;
        entries.push({ side, bar: index + 1, price: open[index + 1]! });
      }
      const expected = csvColumns(new URL(file, golden));
      const count = expected["entry_bar"]!.length;
      assert.deepEqual(
        entries.slice(0, count).map(({ side, bar, price }) => [side, bar, price]),
        Array.from(
          { length: count },
          (_, row) => [
            Math.sign(expected["units"]![row]!),
            expected["entry_bar"]![row],
            expected["entry_points"]![row],
          ],
        ),
      );
      assert.ok(entries.length - count <= 1, "only the last position may be open");
    },
  });
}
