/**
 * Ticks and bars as rows of bytes: what is written is read back, whatever is wrong with length,
 * or count is refused with its place, a bad value is left to those who judge rows, and nothing
 * throws.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type BarColumns,
  barColumns,
  brokerMs,
  symbolName,
  tickBatch,
  type TickColumns,
} from "../../src/models/mod.ts";
import { textFrames } from "../../src/mt5/frame_text.ts";
import { barRowBytes, barRows, tickRowBytes, tickRows } from "../../src/mt5/price_rows.ts";
import { parseReplyData, ratesContent, tickHistoryContent } from "../../src/mt5/reply_data.ts";
import { encodeTerminalMessage, parseTerminalMessage } from "../../src/mt5/terminal_codec.ts";
import { newestStampMs } from "../../src/mt5/tick_merge.ts";
import { frameBytesMax } from "../../src/mt5/wire_limits.ts";
import { terminalMessage } from "../support/link_messages.ts";
import { barColumnsJson, encodeVersionTwo, tickColumnsJson } from "../support/version_two.ts";

const seed = 20260303;
const timeMs = 1_772_445_600_000;

const { symbol: _, ...twoTicks } = tickBatch(symbolName("EURUSD"), [
  { brokerMs: brokerMs(timeMs), bid: 1.1, ask: 1.2, last: 0, volume: 0.5, flags: 6 },
  { brokerMs: brokerMs(timeMs), bid: 1.3, ask: 1.4, last: 1.3, volume: 2, flags: 126 },
]);
const bar = { open: 1.1, high: 1.2, low: 1, close: 1.15, tickVolume: 412, realVolume: 9e15 };
const twoBars = barColumns([
  { brokerMs: brokerMs(timeMs), ...bar, spreadPoints: 8 },
  { brokerMs: brokerMs(timeMs + 60_000), ...bar, spreadPoints: -1 },
]);

/** Two rows with one value replaced, at an odd address as in a buffer of the socket. */
function changed(rows: Uint8Array, change: (view: DataView) => void = () => {}): Uint8Array {
  const buffer = new Uint8Array(rows.length + 3);
  buffer.set(rows, 3);
  change(new DataView(buffer.buffer, 3));
  return buffer.subarray(3);
}

const ticks = (change?: (view: DataView) => void) => changed(tickRows([twoTicks]), change);
const bars = (change?: (view: DataView) => void) => changed(barRows(twoBars), change);

function tickMessage(counts: readonly unknown[], rows: Uint8Array) {
  const batches = counts.map((count) => ({ symbol: "EURUSD", count }));
  const head = JSON.stringify({ epoch: "e", seq: 1, batches });
  return parseTerminalMessage([...textFrames(["ticks", head]), rows]);
}

function barMessage(count: unknown, rows: Uint8Array) {
  const head = JSON.stringify({ epoch: "e", seq: 1, symbol: "EURUSD", timeframe: "M1", count });
  return parseTerminalMessage([...textFrames(["bars", head]), rows]);
}

Deno.test("a row has the bytes that the page describes", () => {
  const tick = new DataView(tickRows([twoTicks]).buffer, tickRowBytes);
  assert.equal(tick.byteLength, 41);
  assert.equal(tick.getBigInt64(0, true), BigInt(timeMs));
  const prices = [8, 16, 24, 32].map((at) => tick.getFloat64(at, true));
  assert.deepEqual([...prices, tick.getUint8(40)], [1.3, 1.4, 1.3, 2, 126]);
  const row = new DataView(barRows(twoBars).buffer, barRowBytes);
  assert.equal(row.byteLength, 60);
  assert.equal(row.getBigInt64(0, true), BigInt(timeMs + 60_000));
  const levels = [8, 16, 24, 32].map((at) => row.getFloat64(at, true));
  assert.deepEqual(levels, [1.1, 1.2, 1, 1.15]);
  const counts = [row.getBigInt64(40, true), row.getBigInt64(48, true), row.getInt32(56, true)];
  assert.deepEqual(counts, [412n, 9_000_000_000_000_000n, -1]);
});

Deno.test("rows are read at any address, and cut into batches by their counts", () => {
  const message = tickMessage([1, 0, 1], ticks());
  assert.ok(message.ok && message.value.kind === "ticks");
  const [first, none, second] = message.value.batches;
  assert.equal(none!.ticks.flags.length, 0);
  const both = [first!, second!].map((one) => [one.ticks.bid[0], one.ticks.flags[0]]);
  assert.deepEqual(both, [[1.1, 6], [1.3, 126]]);
  const read = barMessage(2, bars());
  assert.ok(read.ok && read.value.kind === "bars");
  assert.deepEqual(read.value.bars, twoBars);
  assert.equal(tickMessage([], new Uint8Array(0)).ok, true);
  assert.equal(barMessage(0, new Uint8Array(0)).ok, true);
});

Deno.test("unknown flags are dropped", () => {
  const message = tickMessage([2], ticks((view) => view.setUint8(40, 0xff)));
  assert.ok(message.ok && message.value.kind === "ticks");
  assert.equal(message.value.batches[0]!.ticks.flags[0], 127);
});

const nan = Number.NaN;
const infinity = Number.POSITIVE_INFINITY;
const at = (byte: number, value: number) => (view: DataView) => view.setFloat64(byte, value, true);
const time = (byte: number, value: bigint) => (view: DataView) =>
  view.setBigInt64(byte, value, true);

const refusedTicks: readonly [what: string, counts: readonly unknown[], Uint8Array, string][] = [
  ["a byte too few", [2], ticks().subarray(1), "ticks.batches[0].rows"],
  ["a byte too many", [2], Uint8Array.of(...ticks(), 0), "ticks.rows"],
  ["a row too many", [1], ticks(), "ticks.rows"],
  ["rows without a batch", [], ticks(), "ticks.rows"],
  ["a row too few", [1, 2], ticks(), "ticks.batches[1].rows"],
  ["no rows", [2], new Uint8Array(0), "ticks.batches[0].rows"],
  ["a negative count", [3, -1], ticks(), "ticks.batches[0].rows"],
  ["only a negative count", [-1], ticks(), "ticks.batches[0].count"],
  ["half a row", [1.5], ticks(), "ticks.batches[0].count"],
  ["a count that is text", ["2"], ticks(), "ticks.batches[0].count"],
  ["no count", [undefined], ticks(), "ticks.batches[0].count"],
  ["a count beyond all limits", [1e300], ticks(), "ticks.batches[0].count"],
  ["more rows than a batch may have", [10_001], changed(new Uint8Array(410_041)), "count"],
  ["a frame beyond the limit", [2], new Uint8Array(frameBytesMax + 1), "ticks"],
];

for (const [what, counts, rows, where] of refusedTicks) {
  Deno.test(`ticks with ${what} are refused`, () => {
    const parsed = tickMessage(counts, rows);
    assert.ok(!parsed.ok);
    assert.ok(parsed.error.where.endsWith(where), JSON.stringify(parsed.error));
  });
}

const refusedBars: readonly [what: string, count: unknown, Uint8Array, string][] = [
  ["a row too few", 3, bars(), "bars.rows"],
  ["a row too many", 1, bars(), "bars.rows"],
  ["a byte too few", 2, bars().subarray(1), "bars.rows"],
  ["a byte too many", 2, Uint8Array.of(...bars(), 7), "bars.rows"],
  ["no count", undefined, bars(), "bars.count"],
  ["a negative count", -2, bars(), "bars.count"],
];

for (const [what, count, rows, where] of refusedBars) {
  Deno.test(`bars with ${what} are refused`, () => {
    const parsed = barMessage(count, rows);
    assert.ok(!parsed.ok);
    assert.equal(parsed.error.where, where);
  });
}

/** What `src/price` refuses row by row. */
const absurdTicks: readonly [what: string, Uint8Array, column: keyof TickColumns, number][] = [
  ["a bid that is no number", ticks(at(8, nan)), "bid", nan],
  ["an infinite ask", ticks(at(16, infinity)), "ask", infinity],
  ["a last of minus infinity", ticks(at(24, -infinity)), "last", -infinity],
  ["a volume that is no number", ticks(at(32, nan)), "volume", nan],
  ["a time before 1970", ticks(time(0, -1n)), "brokerMs", -1],
  ["the least time", ticks(time(0, -(2n ** 63n))), "brokerMs", -(2 ** 63)],
  ["the greatest time", ticks(time(0, 2n ** 63n - 1n)), "brokerMs", 2 ** 63],
];

for (const [what, rows, column, value] of absurdTicks) {
  Deno.test(`a tick with ${what} costs no other tick of its message`, () => {
    const parsed = tickMessage([1, 1], rows);
    assert.ok(parsed.ok && parsed.value.kind === "ticks");
    const [bad, good] = parsed.value.batches;
    assert.equal(bad!.ticks[column][0], value);
    assert.equal(good!.ticks.bid[0], 1.3);
  });
}

const absurdBars: readonly [what: string, Uint8Array, column: keyof BarColumns, number][] = [
  ["an open that is no number", bars(at(8, nan)), "open", nan],
  ["an infinite high", bars(at(16, infinity)), "high", infinity],
  ["a close of minus infinity", bars(at(32, -infinity)), "close", -infinity],
  ["a time after the next one", bars(time(0, 2n ** 62n)), "brokerMs", 2 ** 62],
  ["a negative time", bars(time(0, -60_000n)), "brokerMs", -60_000],
];

for (const [what, rows, column, value] of absurdBars) {
  Deno.test(`a bar with ${what} costs no other bar of its message`, () => {
    const parsed = barMessage(2, rows);
    assert.ok(parsed.ok && parsed.value.kind === "bars");
    assert.equal(parsed.value.bars[column][0], value);
    assert.equal(parsed.value.bars.close[1], 1.15);
  });
}

Deno.test("a time that is none is not taken for the latest quote", () => {
  const stamped = (...times: number[]) =>
    newestStampMs(times.map((ms) => ({
      symbol: "EURUSD",
      ticks: { ...twoTicks, brokerMs: Float64Array.of(ms) },
    })));
  assert.equal(stamped(timeMs, nan, 2 ** 62, -1, 0.5), timeMs);
  assert.equal(stamped(nan), 0);
});

Deno.test("replies have rows only where there are prices, and exactly those that they count", () => {
  const { data, rows } = tickHistoryContent({ ticks: twoTicks, more: false });
  assert.equal(parseReplyData("ticks", { data, rows: rows! }).ok, true);
  const refused = [
    parseReplyData("ticks", { data, rows: rows!.subarray(1) }),
    parseReplyData("ticks", { data: { count: 1, more: false }, rows: rows! }),
    parseReplyData("ticks", { data: { count: 2 }, rows: rows! }),
    parseReplyData("ticks", { data: null, rows: rows! }),
    parseReplyData("rates", { data, rows: rows! }),
    parseReplyData("account", { data, rows: rows! }),
    parseReplyData("order_send", { data, rows: new Uint8Array(0) }),
    // The counts of version 3 without a frame of rows.
    parseReplyData("ticks", { data }),
  ];
  assert.deepEqual(refused.map(({ ok }) => ok), refused.map(() => false));
});

Deno.test("random rows and counts are read or refused, without a throw", () => {
  const count = fc.oneof(fc.nat(5), fc.integer(), fc.double(), fc.jsonValue());
  fc.assert(
    fc.property(
      fc.array(count, { maxLength: 3 }),
      fc.uint8Array({ maxLength: 260 }),
      (...given) => {
        assert.equal(typeof tickMessage(...given).ok, "boolean");
        assert.equal(typeof barMessage(given[0][0], given[1]).ok, "boolean");
      },
    ),
    { seed, numRuns: 2_000 },
  );
});

Deno.test("a message cut at any byte of its rows is refused", () => {
  const [kind, head, rows] = encodeTerminalMessage({
    ...{ kind: "ticks", epoch: "e", seq: 1 },
    batches: [{ symbol: "EURUSD", ticks: twoTicks }],
  });
  for (let end = 0; end < rows!.length; end++) {
    assert.equal(parseTerminalMessage([kind!, head!, rows!.subarray(0, end)]).ok, false);
  }
});

Deno.test("both versions say the same", () => {
  fc.assert(
    fc.property(terminalMessage, (message) => {
      const older = parseTerminalMessage(encodeVersionTwo(message));
      assert.deepEqual(parseTerminalMessage(encodeTerminalMessage(message)), older);
    }),
    { seed, numRuns: 500 },
  );
  const older = parseReplyData("ticks", { data: { ticks: tickColumnsJson(twoTicks), more: true } });
  const newer = tickHistoryContent({ ticks: twoTicks, more: true });
  assert.deepEqual(parseReplyData("ticks", newer), older);
  const rates = parseReplyData("rates", { data: { bars: barColumnsJson(twoBars), more: false } });
  assert.deepEqual(rates, { ok: true, value: { bars: twoBars, more: false } });
});

Deno.test("bars with volumes that are not whole numbers travel as columns", () => {
  const one = Float64Array.of(1);
  const bars = {
    brokerMs: Float64Array.of(1_700_000_040_000),
    ...{ open: one, high: one, low: one, close: one, tickVolume: one },
    ...{ realVolume: Float64Array.of(1.5), spreadPoints: Float64Array.of(0) },
  };
  const series = { kind: "bars", epoch: "e", seq: 1, symbol: "EURUSD" } as const;
  const frames = encodeTerminalMessage({ ...series, timeframe: "M1", bars });
  const head = JSON.parse(new TextDecoder().decode(frames.at(-1)));
  assert.deepEqual(head.bars.realVolume, [1.5]);
  const content = ratesContent({ bars, more: false });
  assert.equal(content.rows, undefined);
  const read = parseReplyData("rates", content);
  assert.deepEqual(read.ok && [...read.value.bars.realVolume], [1.5]);
});
