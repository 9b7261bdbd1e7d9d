/** Columns of ticks and bars, sliced, picked and joined: the same row by row as lists of rows. */

import assert from "node:assert/strict";
import {
  type Bar,
  barColumns,
  barsOf,
  brokerMs,
  joinAccepted,
  joinTicks,
  pickTicks,
  sliceBars,
  sliceTicks,
  symbolName,
  type Tick,
  tickAt,
  type TickBatch,
  tickBatch,
} from "../../src/models/mod.ts";

const eurusd = symbolName("EURUSD");

function tick(row: number): Tick {
  const [bid, ask] = [1.1 + row * 1e-5, 1.2 + row * 1e-5];
  return { brokerMs: brokerMs(1_000 + row), bid, ask, last: row, volume: row * 2, flags: row };
}

const ticks = [0, 1, 2, 3, 4].map(tick);
const batch = tickBatch(eurusd, ticks);

function rowsOf(batch: TickBatch): Tick[] {
  return Array.from(batch.brokerMs, (_, row) => tickAt(batch, row));
}

Deno.test("slices of ticks are the rows from the first to before the last, as separate columns", () => {
  const slice = sliceTicks(batch, 1, 3);
  assert.deepEqual(rowsOf(slice), ticks.slice(1, 3));
  assert.equal(slice.symbol, eurusd);
  assert.notEqual(slice.bid.buffer, batch.bid.buffer);
  assert.equal(sliceTicks(batch, 0), batch);
});

Deno.test("picked ticks are the requested ones, in that order", () => {
  assert.deepEqual(rowsOf(pickTicks(batch, Uint32Array.of(4, 0, 2))), [4, 0, 2].map(tick));
});

Deno.test("joined ticks are the rows of all parts, in order, with the first one's symbol", () => {
  const parts = [sliceTicks(batch, 0, 2), sliceTicks(batch, 2, 3), sliceTicks(batch, 3)];
  assert.deepEqual(joinTicks(parts), batch);
  assert.equal(joinTicks([batch]), batch);
  assert.throws(() => joinTicks([]), RangeError);
});

Deno.test("accepted ticks are joined with their ordinals and UTC times", () => {
  const part = (from: number, to: number) => ({
    ticks: sliceTicks(batch, from, to),
    utcMs: Float64Array.from(ticks.slice(from, to), (one) => one.brokerMs - 500),
    ordinal: Uint16Array.from(ticks.slice(from, to), (_, row) => from + row),
  });
  assert.deepEqual(joinAccepted([part(0, 2), part(2, 5)]), part(0, 5));
  const whole = part(0, 5);
  assert.equal(joinAccepted([whole]), whole);
});

Deno.test("slices of bars are the rows from the first to before the last, as separate columns", () => {
  const bars = [0, 1, 2, 3].map((row): Bar => ({
    brokerMs: brokerMs(row * 60_000),
    open: 1 + row,
    high: 2 + row,
    low: 0.5 + row,
    close: 1.5 + row,
    tickVolume: 10 + row,
    realVolume: 20 + row,
    spreadPoints: 30 + row,
  }));
  const columns = barColumns(bars);
  const slice = sliceBars(columns, 1, 3);
  assert.deepEqual(barsOf(slice), bars.slice(1, 3));
  assert.notEqual(slice.open.buffer, columns.open.buffer);
});
