/** Bars built from ticks, compared with a simple grouping of the same ticks. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { barOpenMs, brokerMs, symbolName, type Tick, tickBatch } from "../../src/models/mod.ts";
import { BarBuilder, type BuiltBar } from "../../src/price/bar_builder.ts";

const symbol = symbolName("EURUSD");
const minuteMs = 60_000;

function tick(ms: number, points: number, spreadPoints = 2): Tick {
  const bid = points / 1e5;
  const ask = (points + spreadPoints) / 1e5;
  return { brokerMs: brokerMs(ms), bid, ask, last: 0, volume: 0, flags: 6 };
}

function build(builder: BarBuilder, ticks: readonly Tick[]): BuiltBar[] {
  return builder.add(tickBatch(symbol, ticks));
}

/** A tick much later than all others, to close the last bar. */
const after = tick(9_000_000_000_000, 1);

/** By definition: one group of ticks per period. */
function grouped(ticks: readonly Tick[]): unknown[] {
  const groups = new Map<number, Tick[]>();
  for (const one of ticks) {
    const open = barOpenMs(one.brokerMs, "M1");
    groups.set(open, [...groups.get(open) ?? [], one]);
  }
  return Array.from(groups, ([open, group]) => {
    const bids = group.map(({ bid }) => bid);
    return {
      brokerMs: open,
      open: bids[0],
      high: Math.max(...bids),
      low: Math.min(...bids),
      close: bids.at(-1),
      tickVolume: bids.length,
      realVolume: 0,
      spreadPoints: 2,
    };
  });
}

const tickWalk = fc.array(
  fc.tuple(fc.oneof(fc.nat(30_000), fc.nat(400_000)), fc.integer({ min: 110_000, max: 111_000 })),
  { maxLength: 60 },
).map((steps) => {
  let ms = 1_767_225_600_000;
  return steps.map(([aheadMs, points]) => tick(ms += aheadMs, points));
});

Deno.test("bars: any ticks in any batches give the bars of the definition; no tick, no bar", () => {
  fc.assert(
    fc.property(tickWalk, fc.array(fc.nat(60)), (ticks, cuts) => {
      const builder = new BarBuilder("M1", 5);
      const edges = [0, ...cuts.map((cut) => Math.min(cut, ticks.length)), ticks.length]
        .sort((left, right) => left - right);
      const closed = edges.flatMap((edge, index) =>
        build(builder, ticks.slice(edge, edges[index + 1] ?? edge))
      );
      const all = [...closed, ...build(builder, [after])];
      assert.deepEqual(all.map(({ bar }) => bar), grouped(ticks));
      assert.deepEqual(all.map(({ isWhole }) => isWhole), all.map((_, index) => index > 0));
      for (const { bar: { open, high, low, close } } of all) {
        assert.ok(low <= Math.min(open, close) && high >= Math.max(open, close));
      }
    }),
    { seed: 5, numRuns: 500 },
  );
});

Deno.test("bars: a period's first and last millisecond", () => {
  const builder = new BarBuilder("M1", 5);
  const at = (ms: number) => 100 * minuteMs + ms;
  const closed = build(builder, [
    tick(at(-1), 1),
    tick(at(0), 2),
    tick(at(minuteMs - 1), 3),
    tick(at(minuteMs), 4),
    after,
  ]);
  assert.deepEqual(closed.map(({ bar }) => [bar.brokerMs, bar.open, bar.close]), [
    [at(-minuteMs), 0.00001, 0.00001],
    [at(0), 0.00002, 0.00003],
    [at(minuteMs), 0.00004, 0.00004],
  ]);
});

Deno.test("bars: a gap makes the bar it falls in and the next one unsure", () => {
  const builder = new BarBuilder("M1", 5);
  const at = (minute: number) => (100 + minute) * minuteMs;
  build(builder, [tick(at(0), 1), tick(at(1), 1)]);
  builder.interrupt();
  const closed = build(builder, [1, 2, 3, 4].map((minute) => tick(at(minute), 1)));
  assert.deepEqual(closed.map(({ isWhole }) => isWhole), [false, false, true]);
});

Deno.test("bars: a rejected tick makes only the bar it falls in unsure", () => {
  const builder = new BarBuilder("M1", 5);
  const at = (minute: number) => (100 + minute) * minuteMs;
  builder.doubt(at(2) + 59_999);
  builder.doubt(at(4));
  const closed = [
    ...build(builder, [0, 1, 2].map((minute) => tick(at(minute), 1))),
    ...build(builder, [3, 5, 6, 7].map((minute) => tick(at(minute), 1))),
  ];
  assert.deepEqual(closed.map(({ isWhole }) => isWhole), [false, true, false, true, true, true]);
});

Deno.test("bars: spread is the last tick's, in points", () => {
  const builder = new BarBuilder("M5", 5);
  const closed = build(builder, [
    tick(minuteMs, 100_000, 3),
    tick(minuteMs + 1, 100_000, 17),
    after,
  ]);
  assert.equal(closed[0]?.bar.spreadPoints, 17);
});
