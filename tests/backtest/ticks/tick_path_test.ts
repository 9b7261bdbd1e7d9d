/** The ticks that bars are played as: each bar's prices come back, and never too many ticks. */

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  barsOfPointTicks,
  emptyPointBars,
  type PointBars,
  pointBars,
  type PointTicks,
  pointTicks,
} from "../../../src/backtest/ticks/point_bars.ts";
import { pathTicksMax, TickPath } from "../../../src/backtest/ticks/tick_path.ts";

interface DrawnBar {
  readonly prices: readonly [number, number, number, number];
  readonly volume: number;
}

const bar: fc.Arbitrary<DrawnBar> = fc.record({
  prices: fc.tuple(fc.nat(60), fc.nat(60), fc.nat(60), fc.nat(60)),
  volume: fc.nat(40),
});

/** Bars whose volume is large enough for their prices. */
function barsOf(drawn: readonly DrawnBar[]): PointBars {
  const bars = emptyPointBars(drawn.length);
  for (const [at, { prices, volume }] of drawn.entries()) {
    const [open, close] = [10_000 + prices[0], 10_000 + prices[1]];
    const high = Math.max(open, close) + prices[2] % 30;
    const low = Math.min(open, close) - prices[3] % 30;
    const needed = new Set([open, high, low, close]).size + (open === close ? 1 : 0);
    bars.minute[at] = 29_000_000 + at * 2;
    bars.open[at] = open;
    bars.high[at] = high;
    bars.low[at] = low;
    bars.close[at] = close;
    bars.tickVolume[at] = volume === 0 ? 0 : Math.max(volume, needed);
  }
  return bars;
}

function played(bars: PointBars, model: "generated" | "ohlc" | "open"): number[][] {
  const path = new TickPath(1);
  return Array.from({ length: bars.length }, (_, at) => {
    path.play(bars, at, model);
    return Array.from(path.bid.subarray(0, path.count));
  });
}

for (const model of ["generated", "ohlc"] as const) {
  Deno.test(`${model} ticks give each bar's open, high, low and close again`, () => {
    fc.assert(
      fc.property(fc.array(bar, { minLength: 1, maxLength: 20 }), (drawn) => {
        const bars = barsOf(drawn);
        for (const [at, bids] of played(bars, model).entries()) {
          assert.equal(bids[0], bars.open[at]);
          assert.equal(bids.at(-1), bars.close[at]);
          assert.equal(Math.max(...bids), bars.high[at]);
          assert.equal(Math.min(...bids), bars.low[at]);
        }
      }),
      { seed: 1, numRuns: 500 },
    );
  });
}

Deno.test("generated ticks are never more than the tick volume, nor than twelve", () => {
  fc.assert(
    fc.property(fc.array(bar, { minLength: 1, maxLength: 20 }), (drawn) => {
      const bars = barsOf(drawn);
      for (const [at, bids] of played(bars, "generated").entries()) {
        assert.ok(bids.length <= pathTicksMax);
        assert.ok(bars.tickVolume[at] === 0 || bids.length <= bars.tickVolume[at]!);
      }
    }),
    { seed: 2, numRuns: 500 },
  );
});

Deno.test("generated ticks aggregate to the bars exactly", () => {
  fc.assert(
    fc.property(fc.array(bar, { minLength: 1, maxLength: 20 }), (drawn) => {
      const bars = barsOf(drawn);
      const path = new TickPath(1);
      const ticks: [number, number][] = [];
      for (let at = 0; at < bars.length; at++) {
        path.play(bars, at, "generated");
        for (let tick = 0; tick < path.count; tick++) {
          ticks.push([bars.minute[at]! * 60_000 + path.offsetMs[tick]!, path.bid[tick]!]);
        }
      }
      const again = barsOfPointTicks(ticksOf(ticks), 1);
      for (const column of ["minute", "open", "high", "low", "close"] as const) {
        assert.deepEqual(again[column], bars[column]);
      }
    }),
    { seed: 3, numRuns: 300 },
  );
});

function ticksOf(rows: readonly (readonly [number, number])[]): PointTicks {
  const bid = Int32Array.from(rows, ([, price]) => price);
  const brokerMs = Float64Array.from(rows, ([time]) => time);
  return { length: rows.length, brokerMs, bid, ask: bid };
}

function oneBar(prices: readonly [number, number, number, number], volume: number): PointBars {
  const bars = emptyPointBars(1);
  [bars.open[0], bars.high[0], bars.low[0], bars.close[0]] = prices;
  bars.tickVolume[0] = volume;
  return bars;
}

const shapes: readonly [what: string, bars: PointBars, bids: readonly number[]][] = [
  ["one tick", oneBar([100, 100, 100, 100], 1), [100]],
  ["two ticks", oneBar([100, 108, 100, 108], 2), [100, 108]],
  ["three ticks, a low shadow", oneBar([100, 108, 90, 108], 3), [100, 90, 108]],
  ["all reference points of a rising bar", oneBar([100, 140, 80, 120], 12), [
    ...[100, 90, 95, 80, 100, 90, 120, 110, 140, 130, 135, 120],
  ]],
  ["a falling bar has its high first", oneBar([100, 110, 80, 90], 4), [100, 110, 80, 90]],
  ["a volume too small for its prices", oneBar([100, 110, 80, 90], 1), [100, 110, 80, 90]],
];

for (const [what, bars, bids] of shapes) {
  Deno.test(`generated ticks: ${what}`, () => {
    assert.deepEqual(played(bars, "generated"), [bids]);
  });
}

Deno.test("a bar without direction goes the other way than the bar before it", () => {
  const bars = emptyPointBars(3);
  bars.open.set([100, 100, 100]);
  bars.high.set([110, 105, 105]);
  bars.low.set([90, 95, 95]);
  bars.close.set([108, 100, 100]);
  assert.deepEqual(played(bars, "ohlc").slice(1), [[100, 105, 95, 100], [100, 95, 105, 100]]);
});

Deno.test("open prices: one tick a bar", () => {
  assert.deepEqual(played(oneBar([100, 110, 90, 105], 50), "open"), [[100]]);
});

Deno.test("tick times rise within the bar", () => {
  fc.assert(
    fc.property(bar, (drawn) => {
      const path = new TickPath(5);
      path.play(barsOf([drawn]), 0, "generated");
      const times = Array.from(path.offsetMs.subarray(0, path.count));
      assert.equal(times[0], 0);
      assert.deepEqual(times, [...new Set(times)].toSorted((a, b) => a - b));
      assert.ok(times.at(-1)! < 300_000);
    }),
    { seed: 4 },
  );
});

Deno.test("bars of ticks: MetaTrader's smallest spread, a bar only where there is a tick", () => {
  const ticks = pointTicks({
    brokerMs: Float64Array.of(60_000, 60_500, 239_999, 240_000),
    bid: Float64Array.of(1.1, 1.2, 1.15, 1.3),
    ask: Float64Array.of(1.1003, 1.2001, 1.15, 1.2),
  }, 5);
  const bars = barsOfPointTicks(ticks, 1);
  assert.deepEqual(Array.from(bars.minute), [1, 3, 4]);
  assert.deepEqual(Array.from(bars.high), [120_000, 115_000, 130_000]);
  assert.deepEqual(Array.from(bars.spread), [10, 0, 0]);
  assert.deepEqual(Array.from(bars.tickVolume), [2, 1, 1]);
});

Deno.test("bars in points: exact, and refused where 32 bits do not suffice", () => {
  const column = (value: number) => Float64Array.of(value);
  const bars = {
    brokerMs: column(120_000),
    open: column(1.10523),
    high: column(1.2),
    low: column(1.1),
    close: column(1.15),
    tickVolume: column(9),
    realVolume: column(0),
    spreadPoints: column(8),
  };
  const points = pointBars(bars, 5);
  assert.deepEqual(
    [points.minute[0], points.open[0], points.close[0], points.tickVolume[0], points.spread[0]],
    [2, 110_523, 115_000, 9, 8],
  );
  assert.throws(() => pointBars({ ...bars, high: column(30_000) }, 5), RangeError);
});
