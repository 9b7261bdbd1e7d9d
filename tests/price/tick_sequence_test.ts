/** Ordinals of ticks: history and stream joined, however they overlap. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { brokerMs } from "../../src/models/mod.ts";
import { placed, TickSequence } from "../../src/price/tick_sequence.ts";

/** Times of a terminal's ticks, several per millisecond, and the ordinal of each. */
const terminalTicks = fc.array(fc.nat(2), { minLength: 1, maxLength: 30 }).map((steps) => {
  let ms = 1_000;
  let ordinal = -1;
  return steps.map((step, index) => {
    ordinal = step === 0 && index > 0 ? ordinal + 1 : 0;
    ms += step;
    return { ms, ordinal };
  });
});

Deno.test("sequence: history then stream gives every tick its ordinal once, or reports uncertainty", () => {
  fc.assert(
    fc.property(terminalTicks, fc.nat(), fc.nat(), fc.nat(), (ticks, a, b, c) => {
      // Known before: ticks[0..known). The stream begins at `from`; history is fetched later, up to
      // `to`.
      const known = a % ticks.length + 1;
      const from = known + b % (ticks.length - known + 1);
      const to = from + c % (ticks.length - from + 1);
      const sequence = new TickSequence();
      const last = ticks[known - 1]!;
      sequence.restore({ brokerMs: brokerMs(last.ms), seen: last.ordinal + 1 });
      sequence.beginStream();
      for (const tick of ticks.slice(known, to)) {
        assert.equal(sequence.placeHistory(tick.ms), tick.ordinal);
      }
      sequence.joinStream(true);
      for (const [index, tick] of ticks.entries()) {
        if (index < from) continue;
        const place = sequence.placeLive(tick.ms);
        if (place === placed.ambiguous) {
          assert.equal(tick.ms, ticks[from]!.ms, "only the stream's first millisecond is unsure");
          return;
        }
        assert.equal(place, index < to ? placed.duplicate : tick.ordinal);
      }
    }),
    { seed: 11, numRuns: 2_000 },
  );
});

Deno.test("sequence: a stream that starts in the middle of the last known millisecond is uncertain", () => {
  const sequence = new TickSequence();
  sequence.restore({ brokerMs: brokerMs(5), seen: 2 });
  sequence.beginStream();
  sequence.joinStream(true);
  assert.equal(sequence.placeLive(5), placed.ambiguous);
  assert.deepEqual(sequence.cursor, { brokerMs: 5, seen: 2 });
  assert.equal(sequence.placeHistory(5), 2);
  assert.equal(sequence.placeLive(6), 0);
});

Deno.test("sequence: before history is fetched every first tick is uncertain", () => {
  const sequence = new TickSequence();
  sequence.restore({ brokerMs: brokerMs(5), seen: 1 });
  sequence.beginStream();
  assert.equal(sequence.placeLive(9), placed.ambiguous);
});

Deno.test("sequence: without history the next ordinal is used", () => {
  const sequence = new TickSequence();
  sequence.restore({ brokerMs: brokerMs(5), seen: 2 });
  sequence.beginStream();
  sequence.joinStream(false);
  assert.equal(sequence.placeLive(5), 2);
  assert.equal(sequence.placeLive(5), 3);
  assert.equal(sequence.placeLive(6), 0);
});

Deno.test("sequence: a tick that goes back in time is stale, in the stream and in history", () => {
  const sequence = new TickSequence();
  sequence.anchor(brokerMs(5));
  assert.equal(sequence.placeHistory(5), 0);
  assert.equal(sequence.placeHistory(4), placed.stale);
  sequence.beginStream();
  sequence.joinStream(true);
  assert.equal(sequence.placeLive(7), 0);
  assert.equal(sequence.placeLive(6), placed.stale);
  assert.equal(sequence.placeLive(7), 1);
});

Deno.test("sequence: the ordinal ends where the store's column ends", () => {
  const sequence = new TickSequence();
  sequence.restore({ brokerMs: brokerMs(5), seen: 0xffff });
  assert.equal(sequence.placeHistory(5), 0xffff);
  assert.equal(sequence.placeHistory(5), placed.crowded);
  assert.equal(sequence.placeHistory(6), 0);
});

Deno.test("sequence: a cursor is restored once", () => {
  const sequence = new TickSequence();
  assert.equal(sequence.cursor, null);
  sequence.anchor(brokerMs(5));
  assert.throws(() => sequence.anchor(brokerMs(6)), TypeError);
});
