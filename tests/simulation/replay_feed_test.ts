/** A replay file as a feed: bars played as ticks, longer bars, paged history. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { ReplayFeed } from "../../src/simulation/replay/replay_feed.ts";
import type { PriceRows } from "../../src/history/price_file/price_file.ts";
import { type Bar, barColumns, barsOf, brokerMs, type TickColumns } from "../../src/models/mod.ts";

const hourMs = 3_600_000;
const start = Date.UTC(2025, 5, 23);

function feedOf(rows: PriceRows, digits = 5): ReplayFeed {
  const file = { symbol: "EURUSD", rows, digits };
  return new ReplayFeed(file, { suffix: ".x", accountCurrency: "USD" });
}

function bar(hour: number, prices: [number, number, number, number], tickVolume = 10): Bar {
  const [open, high, low, close] = prices;
  const brokerTime = brokerMs(start + hour * hourMs);
  return {
    brokerMs: brokerTime,
    open,
    high,
    low,
    close,
    tickVolume,
    realVolume: 2,
    spreadPoints: 7,
  };
}

const hours = [
  bar(0, [1.1, 1.3, 1.0, 1.2]),
  bar(1, [1.2, 1.25, 0.9, 1.0]),
  bar(3, [1.0, 1.1, 0.95, 1.05]),
  bar(4, [1.05, 1.4, 1.05, 1.4]),
];
const hourly = () => feedOf({ kind: "bars", timeframe: "H1", bars: barColumns(hours) });
const symbol = "EURUSD.x";
const always = brokerMs(start + 100 * hourMs);

function columns(rows: readonly [number, number, number][]): TickColumns {
  return {
    brokerMs: Float64Array.from(rows, ([time]) => start + time),
    bid: Float64Array.from(rows, ([, bid]) => bid),
    ask: Float64Array.from(rows, ([, , ask]) => ask),
    last: new Float64Array(rows.length),
    volume: new Float64Array(rows.length),
    flags: new Uint8Array(rows.length).fill(6),
  };
}

Deno.test("a bar is played as its open, its extremes in the order of its direction, and its close", () => {
  const feed = hourly();
  const { ticks } = feed.ticks({ symbol, fromMs: brokerMs(start), skip: 0, limit: 8 }, always);
  assert.deepEqual([...ticks.bid], [1.1, 1.0, 1.3, 1.2, 1.2, 1.25, 0.9, 1.0]);
  assert.deepEqual([...ticks.ask].slice(0, 2), [1.10007, 1.00007]);
  const minutes = [...ticks.brokerMs].map((time) => (time - start) / 60_000);
  assert.deepEqual(minutes.slice(0, 3), [0, 20, 40]);
  assert.equal(ticks.brokerMs[3], start + hourMs - 1);
  // Only within a bar the price has been everywhere on its way.
  assert.deepEqual([...ticks.flags], [6, 7, 7, 7, 6, 7, 7, 7]);
});

Deno.test("bars are returned as in the file, once they have closed", () => {
  const feed = hourly();
  const query = { symbol, timeframe: "H1", fromMs: brokerMs(0), limit: 100 } as const;
  assert.deepEqual(barsOf(feed.bars(query, always).bars), hours);
  const closedAt = (hour: number, extraMs = 0) =>
    feed.bars(query, brokerMs(start + hour * hourMs + extraMs)).bars.open.length;
  assert.deepEqual([closedAt(0), closedAt(1, -1), closedAt(1), closedAt(3), closedAt(5)], [
    0,
    0,
    1,
    2,
    4,
  ]);
  const newest = feed.bars({ ...query, limit: 2 }, always);
  assert.deepEqual([barsOf(newest.bars), newest.more], [hours.slice(2), false]);
  const page = feed.bars({ ...query, fromMs: brokerMs(start + 1), limit: 2 }, always);
  assert.deepEqual([barsOf(page.bars), page.more], [hours.slice(1, 3), true]);
});

Deno.test("longer bars are built from the file's, shorter ones cannot be", () => {
  const feed = hourly();
  assert.deepEqual((["M30", "H1", "H2", "H4"] as const).map((one) => feed.supports(one)), [
    false,
    true,
    true,
    true,
  ]);
  const query = { symbol, timeframe: "H4", fromMs: brokerMs(start), limit: 9 } as const;
  const [first, second] = barsOf(feed.bars(query, always).bars);
  assert.deepEqual(first, {
    brokerMs: start,
    open: 1.1,
    high: 1.3,
    low: 0.9,
    close: 1.05,
    tickVolume: 30,
    realVolume: 6,
    spreadPoints: 7,
  });
  assert.equal(second?.brokerMs, start + 4 * hourMs);
});

Deno.test("ticks give minute bars of the bid; a crossed quote has no spread", () => {
  const ticks = columns([
    [0, 1.1, 1.10002],
    [10, 1.2, 1.19],
    [59_999, 1.05, 1.06],
    [60_000, 1.3, 1.30001],
  ]);
  const feed = feedOf({ kind: "ticks", ticks });
  const query = { symbol, timeframe: "M1", fromMs: brokerMs(start), limit: 9 } as const;
  assert.deepEqual(barsOf(feed.bars(query, always).bars)[0], {
    brokerMs: start,
    open: 1.1,
    high: 1.2,
    low: 1.05,
    close: 1.05,
    tickVolume: 3,
    realVolume: 0,
    spreadPoints: 0,
  });
  const history = feed.ticks({ symbol, fromMs: brokerMs(start), skip: 0, limit: 9 }, always);
  assert.deepEqual(history.ticks, ticks);
});

Deno.test("the symbol has the file's digits", () => {
  const [wire] = feedOf({ kind: "bars", timeframe: "H1", bars: barColumns(hours) }, 3).symbols;
  assert.deepEqual([wire?.name, wire?.digits, wire?.tickSize, wire?.tickValue], [
    symbol,
    3,
    0.001,
    100,
  ]);
});

Deno.test("pages of ticks by time and skip contain every tick once", () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 60 });
  fc.assert(fc.property(gaps, fc.integer({ min: 1, max: 7 }), (steps, limit) => {
    let time = 0;
    const ticks = columns(steps.map((step, index) => [time += step, 1 + index, 2 + index]));
    const feed = feedOf({ kind: "ticks", ticks });
    const seen: number[] = [];
    const times: number[] = [];
    for (let more = true; more;) {
      const fromMs = brokerMs(times.at(-1) ?? start);
      const skip = times.filter((one) => one === fromMs).length;
      const page = feed.ticks({ symbol, fromMs, skip, limit }, always);
      seen.push(...page.ticks.bid);
      times.push(...page.ticks.brokerMs);
      more = page.more;
    }
    assert.deepEqual(seen, [...ticks.bid]);
  }));
});
