/** The tick filter on batches: columns, counts, and any split of the stream. */

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  brokerMs,
  joinAccepted,
  sliceTicks,
  symbolName,
  type Tick,
  tickBatch,
} from "../../src/models/mod.ts";
import { refusalReasons } from "../../src/price/refusal.ts";
import { type Arrival, TickFilter } from "../../src/price/tick_filter.ts";

const symbol = symbolName("EURUSD");
const latestMs = 10_000;
const history: Arrival = { source: "history", latestMs, utc: 100 };

function tick(ms: number, bid: number, ask = bid): Tick {
  return { brokerMs: brokerMs(ms), bid, ask, last: 3, volume: 4, flags: 6 };
}

function filter(): TickFilter {
  const started = new TickFilter(5);
  started.sequence.anchor(brokerMs(1));
  return started;
}

Deno.test("filter: rejected ticks are counted and keep their ordinals", () => {
  const tested = filter();
  const ticks = [tick(1, 1), tick(1, 0), tick(1, 1.01), tick(0, 1), tick(2.5, 1), tick(NaN, 1)];
  const late = tick(latestMs + 1, 1);
  const { accepted, decided, doubtfulMs } = tested.take(
    tickBatch(symbol, [...ticks, late]),
    history,
  );
  assert.equal(decided, 7);
  assert.deepEqual(doubtfulMs, [1], "only a tick that has a place is in the terminal's bars");
  assert.deepEqual([...accepted.ordinal], [0, 2]);
  assert.deepEqual([...accepted.ticks.bid], [1, 1.01]);
  assert.deepEqual([...accepted.utcMs], [-99, -99]);
  const counted = refusalReasons.filter((reason) => tested.refused[reason] > 0);
  assert.deepEqual(counted, ["not_finite", "zero", "future"]);
  assert.equal(tested.refused.not_finite, 3);
});

Deno.test("filter: every column follows the accepted rows", () => {
  const batch = tickBatch(symbol, [tick(1, 1), tick(2, NaN), tick(3, 1.02, 1.03)]);
  const utc = Float64Array.of(11, 12, 13);
  const { accepted } = filter().take(batch, { ...history, utc });
  assert.deepEqual(accepted, {
    ticks: tickBatch(symbol, [tick(1, 1), tick(3, 1.02, 1.03)]),
    utcMs: Float64Array.of(11, 13),
    ordinal: Uint16Array.of(0, 0),
  });
});

Deno.test("filter: a clean batch is not copied", () => {
  const batch = tickBatch(symbol, [tick(1, 1), tick(2, 1)]);
  assert.equal(filter().take(batch, history).accepted.ticks, batch);
});

Deno.test("filter: stops at a tick whose place is uncertain, and accepts it when the caller knows the place", () => {
  const tested = filter();
  tested.take(tickBatch(symbol, [tick(1, 1), tick(5, 1)]), history);
  tested.sequence.beginStream();
  tested.sequence.joinStream(true);
  const batch = tickBatch(symbol, [tick(5, 1), tick(6, 1)]);
  const live: Arrival = { source: "live", latestMs, utc: 0 };
  assert.equal(tested.take(batch, live).decided, 0);
  const { accepted, decided } = tested.take(batch, { ...live, isCovered: true });
  assert.equal(decided, 2);
  assert.deepEqual([...accepted.ticks.brokerMs], [6]);
  assert.equal(tested.refused.duplicate, 1);
});

const anyTick = fc.record({
  ms: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(NaN, -1, 0, 2 * latestMs)),
  bid: fc.oneof(fc.double({ min: 0.9, max: 1.2, noNaN: true }), fc.constantFrom(NaN, 0, -1, 9)),
  spread: fc.constantFrom(0, 0.01, -0.01, Infinity),
});

Deno.test("filter: any split of the stream gives the same ticks, and none is lost without being counted", () => {
  fc.assert(
    fc.property(fc.array(anyTick, { maxLength: 80 }), fc.nat(), (drawn, cut) => {
      const ticks = drawn.map(({ ms, bid, spread }) => tick(ms, bid, bid + spread));
      const batch = tickBatch(symbol, ticks);
      const at = cut % (ticks.length + 1);
      const [whole, cutUp] = [filter(), filter()];
      const one = whole.take(batch, history).accepted;
      const two = [sliceTicks(batch, 0, at), sliceTicks(batch, at)]
        .map((part) => cutUp.take(part, history).accepted);
      assert.deepEqual(joinAccepted(two), one);
      assert.deepEqual(cutUp.refused, whole.refused);
      const refused = refusalReasons.reduce((sum, reason) => sum + whole.refused[reason], 0);
      assert.equal(one.utcMs.length + refused, ticks.length);
      for (let index = 0; index < one.utcMs.length; index++) {
        const { bid, ask, brokerMs: times } = one.ticks;
        assert.ok(bid[index]! > 0 && ask[index]! >= bid[index]! && ask[index]! < Infinity);
        assert.ok(index === 0 || times[index]! >= times[index - 1]!);
      }
    }),
    { seed: 3, numRuns: 500 },
  );
});
