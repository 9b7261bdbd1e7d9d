/** Levels of days and sessions, turning points, other bars: worked out by hand. */

import assert from "node:assert/strict";
import {
  barSeries,
  camarillaPivots,
  dailyLevels,
  fractals,
  heikinAshi,
  ichimoku,
  pivotPoints,
  sessionRange,
  superTrend,
  swings,
  vwap,
} from "../../src/indicators/mod.ts";
import { barColumns, brokerMs, hourMs, minuteMs } from "../../src/models/mod.ts";
import { seriesOf } from "./sample_bars.ts";

/** Two bars on Friday, two on Monday: open, high, low, close, volume, and the hour. */
const friday = Date.UTC(2026, 0, 9);
const bars = seriesOf([
  [friday + 10 * hourMs, 100, 120, 90, 110, 10],
  [friday + 22 * hourMs, 110, 130, 100, 104, 30],
  [friday + 72 * hourMs, 106, 108, 102, 107, 5],
  [friday + 80 * hourMs, 107, 112, 101, 111, 15],
]);

const plain = (lines: object) =>
  Object.fromEntries(Object.entries(lines).map(([name, column]) => [name, [...column]]));

Deno.test("daily levels: the day so far, and the last day with bars", () => {
  assert.deepEqual(plain(dailyLevels(bars)), {
    open: [100, 100, 106, 106],
    high: [120, 130, 108, 112],
    low: [90, 90, 102, 101],
    previousHigh: [NaN, NaN, 130, 130],
    previousLow: [NaN, NaN, 90, 90],
    previousClose: [NaN, NaN, 104, 104],
  });
});

Deno.test("daily levels: a day may begin at another minute than midnight", () => {
  const { open, previousHigh } = dailyLevels(bars, { startMinute: 22 * 60 });
  assert.deepEqual([...open], [100, 110, 106, 106]);
  assert.deepEqual([...previousHigh], [NaN, 120, 130, 130]);
});

Deno.test("pivot points: classic, Fibonacci and Woodie, from the day before", () => {
  const last = (lines: object) =>
    Object.fromEntries(Object.entries(lines).map(([name, column]) => [name, column.at(-1)]));
  assert.deepEqual(last(pivotPoints(bars)), {
    pivot: 108,
    r1: 126,
    r2: 148,
    r3: 166,
    s1: 86,
    s2: 68,
    s3: 46,
  });
  assert.deepEqual(last(pivotPoints(bars, { method: "fibonacci" })), {
    pivot: 108,
    r1: 108 + 0.382 * 40,
    r2: 108 + 0.618 * 40,
    r3: 148,
    s1: 108 - 0.382 * 40,
    s2: 108 - 0.618 * 40,
    s3: 68,
  });
  assert.deepEqual(last(pivotPoints(bars, { method: "woodie" })), {
    pivot: 108,
    r1: 126,
    r2: 148,
    r3: 166,
    s1: 86,
    s2: 68,
    s3: 46,
  });
});

Deno.test("pivot points: Woodie's use the open of the day itself", () => {
  const opened = { ...bars, open: bars.open.with(2, 110) };
  assert.equal(pivotPoints(opened, { method: "woodie" }).pivot[3], 110);
  assert.equal(pivotPoints(opened).pivot[3], 108);
});

Deno.test("Camarilla: levels around the close of the day before", () => {
  const { pivot, r1, r4, s1, s4 } = camarillaPivots(bars);
  assert.deepEqual([...pivot], [NaN, NaN, 108, 108]);
  const rounded = (column: Float64Array) => Math.round(column[3]! * 1000);
  assert.deepEqual([r4, s4, r1, s1].map(rounded), [126_000, 82_000, 107_667, 100_333]);
});

/** Bars of every second hour of a day and a half, each 10 higher than the one before. */
const rising = seriesOf(Array.from({ length: 18 }, (_, index) => {
  const low = 100 + 10 * index;
  return [friday + 2 * index * hourMs, low, low + 5, low, low + 5, 1] as const;
}));

Deno.test("session: the open one so far, then the last one, and nothing before the first", () => {
  const { high, low, isOpen } = sessionRange(rising, { fromMinute: 8 * 60, toMinute: 12 * 60 });
  const none = [NaN, NaN, NaN, NaN];
  assert.deepEqual([...isOpen], [0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
  assert.deepEqual([...high], [...none, 145, ...Array(11).fill(155), 265, 275]);
  assert.deepEqual([...low], [...none, ...Array(12).fill(140), 260, 260]);
});

Deno.test("session: one over midnight is one session", () => {
  const { high, low, isOpen } = sessionRange(rising, { fromMinute: 22 * 60, toMinute: 2 * 60 });
  assert.deepEqual([...isOpen].map((open, index) => open ? index : -1).filter((at) => at >= 0), [
    0,
    11,
    12,
  ]);
  assert.deepEqual([high[12], low[12], high[17], low[17]], [225, 210, 225, 210]);
});

Deno.test("session: a minute that no day has is refused", () => {
  for (const fromMinute of [-1, 1440, 8.5]) {
    assert.throws(() => sessionRange(rising, { fromMinute, toMinute: 0 }), {
      name: "RangeError",
      message: /minute of the day from 0 to 1439/,
    });
  }
});

Deno.test("VWAP: weighted by volume, and started again with the day", () => {
  const [first, second] = [(120 + 90 + 110) / 3, (130 + 100 + 104) / 3];
  const found = vwap(bars);
  assert.equal(found[0], first);
  assert.equal(found[1], (first * 10 + second * 30) / 40);
  assert.equal(found[2], (108 + 102 + 107) / 3);
});

Deno.test("VWAP: without volume there is none, until there is some", () => {
  const quiet = { ...bars, volume: Float64Array.of(0, 30, 5, 15) };
  assert.deepEqual([...vwap(quiet)].map(Number.isNaN), [true, false, false, false]);
});

/** Bars of an hour with these highs; each low is 10 below. */
function barsOfHighs(highs: readonly number[]) {
  return seriesOf(highs.map((high, index) => [index * hourMs, high, high, high - 10, high, 1]));
}

Deno.test("swings: each stands on the bar that confirms it, and stays the last one", () => {
  const { high, lastHigh, low, lastLow } = swings(barsOfHighs([20, 30, 25, 24, 23, 26, 27]), {
    left: 1,
    right: 2,
  });
  assert.deepEqual([...high], [NaN, NaN, NaN, 30, NaN, NaN, NaN]);
  assert.deepEqual([...lastHigh], [NaN, NaN, NaN, 30, 30, 30, 30]);
  assert.deepEqual([...low], [NaN, NaN, NaN, NaN, NaN, NaN, 13]);
  assert.deepEqual([...lastLow], [NaN, NaN, NaN, NaN, NaN, NaN, 13]);
});

Deno.test("fractals: of equal highs the last one counts, as in the terminal", () => {
  const { up } = fractals(barsOfHighs([20, 30, 30, 25, 24, 23]));
  assert.deepEqual([...up], [NaN, NaN, NaN, NaN, 30, NaN]);
  const { up: none } = fractals(barsOfHighs([20, 25, 30, 30, 24]));
  assert.ok(none.every(Number.isNaN));
});

Deno.test("Heikin-Ashi: the first bar as it is, then means", () => {
  assert.deepEqual(
    plain(heikinAshi(seriesOf([[0, 10, 14, 8, 12, 1], [1, 12, 20, 11, 17, 1]]))),
    { open: [10, 11], high: [14, 20], low: [8, 11], close: [12, 15] },
  );
});

Deno.test("Ichimoku: the cloud on a bar is the one that was known 26 bars ago", () => {
  const highs = Array.from({ length: 90 }, (_, index) => 100 + (index * index) % 37);
  const lines = ichimoku(barsOfHighs(highs));
  for (let index = 77; index < highs.length; index++) {
    assert.equal(lines.senkouA[index], lines.leadingA[index - 26]);
    assert.equal(lines.senkouB[index], lines.leadingB[index - 26]);
    assert.equal(lines.chikouDistance[index], highs[index]! - highs[index - 26]!);
  }
});

Deno.test("SuperTrend: turns only when a bar closes beyond the stop, which then changes sides", () => {
  const steady = Array.from({ length: 12 }, () => 100);
  const { line, direction } = superTrend(barsOfHighs([...steady, 100, 40, 40]), 10, {
    multiplier: 2,
  });
  // The range is 10 throughout, so the stop is 20 below the median of 95.
  assert.deepEqual([line[12], direction[12]], [75, 1]);
  assert.equal(direction[13], -1);
  assert.ok(line[13]! > 40);
});

Deno.test("a series of stored bars takes the volume that is asked for", () => {
  const bar = {
    brokerMs: brokerMs(7 * minuteMs),
    open: 1,
    high: 3,
    low: 0.5,
    close: 2,
    tickVolume: 11,
    realVolume: 22,
    spreadPoints: 1,
  };
  const columns = barColumns([bar]);
  assert.deepEqual([...barSeries(columns).volume], [11]);
  assert.deepEqual([...barSeries(columns, "realVolume").volume], [22]);
  assert.equal(barSeries(columns).close, columns.close);
});
