/** The queue of accepted ticks for the store: order, limits, and a count of everything dropped. */

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type AcceptedTicks,
  brokerMs,
  symbolName,
  terminalId,
  tickBatch,
  unixMs,
} from "../../src/models/mod.ts";
import { HeldTicks } from "../../src/price/held_ticks.ts";
import { TickBuffer } from "../../src/price/tick_buffer.ts";

const terminals = [terminalId("1", "A"), terminalId("2", "A")] as const;
const symbols = [symbolName("EURUSD"), symbolName("BTCUSD")] as const;

function batchOf(symbol: number, times: readonly number[]) {
  return tickBatch(
    symbols[symbol]!,
    times.map((ms) => ({ brokerMs: brokerMs(ms), bid: 1, ask: 1, last: 0, volume: 0, flags: 2 })),
  );
}

function acceptedOf(symbol: number, times: readonly number[]): AcceptedTicks {
  const utcMs = Float64Array.from(times);
  return { ticks: batchOf(symbol, times), utcMs, ordinal: new Uint16Array(times.length) };
}

Deno.test("buffer: returns the oldest first, one terminal at a time, joined by symbol", () => {
  const buffer = new TickBuffer(100);
  buffer.push(terminals[0], acceptedOf(0, [1]));
  buffer.push(terminals[0], acceptedOf(1, [2]));
  buffer.push(terminals[0], acceptedOf(0, [3, 4]));
  buffer.push(terminals[1], acceptedOf(0, [5]));
  assert.deepEqual(buffer.take(50), {
    terminal: terminals[0],
    ticks: 4,
    batches: [acceptedOf(0, [1, 3, 4]), acceptedOf(1, [2])],
  });
  assert.equal(buffer.size, 1);
  assert.equal(buffer.take(50)?.terminal, terminals[1]);
  assert.equal(buffer.take(50), null);
});

const pushOrTake = fc.oneof(
  fc.record({ terminal: fc.nat(1), symbol: fc.nat(1), ticks: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ take: fc.integer({ min: 1, max: 60 }) }),
);

Deno.test("buffer: each series comes out in order, complete except for ticks counted as dropped", () => {
  fc.assert(
    fc.property(fc.array(pushOrTake, { maxLength: 200 }), (steps) => {
      const buffer = new TickBuffer(100);
      const lastOut = new Map<string, number>();
      let pushed = 0;
      let taken = 0;
      const take = (count: number) => {
        const load = buffer.take(count);
        for (const { ticks } of load?.batches ?? []) {
          const series = `${load?.terminal} ${ticks.symbol}`;
          for (const ms of ticks.brokerMs) {
            assert.ok(ms > (lastOut.get(series) ?? 0));
            lastOut.set(series, ms);
          }
        }
        taken += load?.ticks ?? 0;
        return load !== null;
      };
      for (const step of steps) {
        if ("take" in step) take(step.take);
        else {
          const times = Array.from({ length: step.ticks }, () => ++pushed);
          buffer.push(terminals[step.terminal]!, acceptedOf(step.symbol, times));
        }
        assert.ok(buffer.size <= 100);
        assert.equal(buffer.size + taken + buffer.dropped, pushed);
      }
      while (take(60));
      assert.equal(taken + buffer.dropped, pushed);
    }),
    { seed: 4, numRuns: 300 },
  );
});

Deno.test("held ticks: everything is dropped when full, and new ticks can be held", () => {
  const held = new HeldTicks();
  const live = (length: number) => ({
    batch: batchOf(0, Array.from({ length }, (_, index) => index + 1)),
    utcOffsetMs: 0,
    receivedMs: unixMs(0),
    arrivedSteadyMs: 0,
  });
  assert.equal(held.push(live(30_000)), true);
  assert.equal(held.push(live(20_000)), true);
  assert.equal(held.push(live(1)), false);
  assert.equal(held.length, 0);
  assert.equal(held.push(live(50_000)), true);
  held.replaceFirst(live(49_999));
  assert.equal(held.push(live(1)), true);
  held.replaceFirst(null);
  assert.equal(held.length, 1);
  assert.equal(held.push(live(49_999)), true);
});
