/** Formats that are no text: history of MetaTrader 4, files of Dukascopy, Parquet. */

import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import type { PriceFileOptions } from "../../src/history/price_file/price_file.ts";
import { priceFileSentence } from "../../src/history/price_file/price_file_error.ts";
import { readPriceFile } from "../../src/history/price_file/read_price_file.ts";
import { unlzma } from "../../src/history/price_file/lzma.ts";
import { UnusableFileError } from "../../src/history/price_file/unusable_file.ts";
import { ParquetWriter } from "../../src/history/exports/parquet_bytes.ts";
import { inTempFolder } from "../support/temp_folder.ts";
import { barsIn, ticksIn } from "./price_files.ts";

/** 12 ticks, 1,000 ms apart from the seventh on, packed by xz. */
const packedTicks =
  "XQAAgAD//////////wAAaAAf+StKmQ0y1LexXEIewX35DT/H2KbsIPaXBMPv1IYXfAonqMmfVD2ItdL2fCWi" +
  "ktnwg7u8qt0Xl8NbF6fKdEZyzcVwuZtd13R8Zs6bNAQLR4hE1Oo2/+kxaAA=";
/** Three candles, the second without volume, and a flat one without volume. */
const packedCandles =
  "XQAAgAD//////////wAAaP6x/FePGG8hOg+M/3U/HGHi8kH3QPey7n/Yit4wKyRCHO45u6AGoK0WxvbS3P/KAfAA";

const asFileSays = { symbol: null, timeframe: null, zone: null } as const;

async function readBytes(
  name: string,
  bytes: Uint8Array,
  wishes: Partial<PriceFileOptions> = {},
) {
  let read: Awaited<ReturnType<typeof readPriceFile>> | null = null;
  await inTempFolder(async (dir) => {
    const path = join(dir, name);
    await Deno.mkdir(join(path, ".."), { recursive: true });
    await Deno.writeFile(path, bytes);
    read = await readPriceFile({ ...asFileSays, ...wishes, path });
  });
  return read! as Awaited<ReturnType<typeof readPriceFile>>;
}

async function goodFile(...given: Parameters<typeof readBytes>) {
  const read = await readBytes(...given);
  if (!read.ok) assert.fail(priceFileSentence(read.error));
  return read.value;
}

async function faultOf(...given: Parameters<typeof readBytes>): Promise<string> {
  const read = await readBytes(...given);
  return read.ok ? "none" : priceFileSentence(read.error);
}

/** A history of MetaTrader 4 with rows of open, high, low and close. */
function hst(
  format: 400 | 401,
  rows: readonly (readonly [seconds: number, ...prices: number[]])[],
): Uint8Array {
  const length = format === 400 ? 44 : 60;
  const bytes = new Uint8Array(148 + rows.length * length);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, format, true);
  bytes.set(new TextEncoder().encode("EURUSD"), 68);
  view.setInt32(80, 60, true);
  view.setInt32(84, 5, true);
  for (const [at, [seconds, open, high, low, close]] of rows.entries()) {
    const from = 148 + at * length;
    const prices = format === 400 ? [open, low, high, close] : [open, high, low, close];
    const first = from + (format === 400 ? 4 : 8);
    prices.forEach((price, place) => view.setFloat64(first + place * 8, price!, true));
    if (format === 400) {
      view.setInt32(from, seconds, true);
      view.setFloat64(from + 36, 17, true);
    } else {
      view.setBigInt64(from, BigInt(seconds), true);
      view.setBigInt64(from + 40, 17n, true);
      view.setInt32(from + 48, 9, true);
      view.setBigInt64(from + 52, 3n, true);
    }
  }
  return bytes;
}

const hour = Date.UTC(2024, 0, 15, 10);
const hstRow = [hour / 1_000, 1.1, 1.2, 1.0, 1.15] as const;

for (const format of [400, 401] as const) {
  Deno.test(`a history of MetaTrader 4, format ${format}`, async () => {
    const file = await goodFile("x.hst", hst(format, [hstRow]));
    assert.deepEqual(
      [file.symbol, file.timeframe, file.clock, file.digits, file.layoutName],
      ["EURUSD", "H1", { kind: "broker" }, 5, "MetaTrader 4 history"],
    );
    assert.deepEqual(barsIn(file), [{
      brokerMs: hour,
      open: 1.1,
      high: 1.2,
      low: 1.0,
      close: 1.15,
      tickVolume: 17,
      realVolume: format === 400 ? 0 : 3,
      spreadPoints: format === 400 ? 0 : 9,
    }]);
  });
}

Deno.test("a bar of MetaTrader 4 whose prices are in another order is refused, not stored", async () => {
  const swapped = [hour / 1_000 + 3_600, 1.1, 1.0, 1.2, 1.15] as const;
  const file = await goodFile("x.hst", hst(401, [hstRow, swapped]));
  assert.equal(file.rowCount, 1);
  assert.deepEqual(file.refused, [{ fault: "order_of_prices", count: 1, firstLine: 2 }]);
});

Deno.test("a history of MetaTrader 4 that is cut or weekly is refused with what to do", async () => {
  const cut = hst(401, [hstRow, hstRow]).slice(0, -7);
  assert.match(await faultOf("x.hst", cut), /it ends within row 2: copy it again/);
  assert.match(await faultOf("x.hst", cut.slice(0, 60)), /it ends within its header/);
  const weekly = hst(401, [hstRow]);
  new DataView(weekly.buffer).setInt32(80, 10_080, true);
  assert.match(await faultOf("x.hst", weekly), /its bars last 10080 minutes: M1 to D1/);
});

Deno.test("ticks of Dukascopy: their folders tell symbol, day and hour, months from zero", async () => {
  const bytes = Uint8Array.fromBase64(packedTicks);
  const file = await goodFile("EURUSD/2024/00/15/10h_ticks.bi5", bytes);
  assert.deepEqual(
    [file.symbol, file.timeframe, file.clock, file.digits, file.rowCount],
    ["EURUSD", null, { kind: "fixed", offsetMs: 0 }, 5, 12],
  );
  const { brokerMs, bid, ask, volume } = ticksIn(file);
  assert.deepEqual(
    [brokerMs[0], bid[0], ask[0], volume[0]],
    [hour + 7, 1.1, 1.1001, 1.5],
  );
  const yen = await goodFile("USDJPY/2024/00/15/10h_ticks.bi5", bytes);
  assert.equal(ticksIn(yen).bid[0], 110);
});

Deno.test("candles of Dukascopy: flat ones without volume are no bars", async () => {
  const bytes = Uint8Array.fromBase64(packedCandles);
  const file = await goodFile("EURUSD/2024/00/15/BID_candles_min_1.bi5", bytes);
  assert.deepEqual(
    barsIn(file).map(({ brokerMs, open, high, low, close }) => [brokerMs, open, high, low, close]),
    [0, 1, 2].map((at) => [
      Date.UTC(2024, 0, 15) + at * 60_000,
      (110_000 + at) / 1e5,
      (110_020 + at) / 1e5,
      (109_990 + at) / 1e5,
      (110_002 + at) / 1e5,
    ]),
  );
});

Deno.test("a file of Dukascopy without its folders, of an unknown symbol, or cut, is refused", async () => {
  const bytes = Uint8Array.fromBase64(packedTicks);
  assert.match(await faultOf("10h_ticks.bi5", bytes), /keep them as EURUSD\/2024\/00\/15\/10h/);
  const index = "USA500IDXUSD/2024/00/15/10h_ticks.bi5";
  assert.match(await faultOf(index, bytes), /the decimals of USA500IDXUSD: add --digits/);
  assert.equal((await goodFile(index, bytes, { digits: 3 })).rowCount, 12);
  const cut = bytes.slice(0, 60);
  assert.match(await faultOf("EURUSD/2024/00/15/10h_ticks.bi5", cut), /LZMA data is damaged/);
  const empty = await faultOf("EURUSD/2024/00/15/10h_ticks.bi5", new Uint8Array());
  assert.match(empty, /has no rows/);
});

Deno.test("LZMA with its length written down unpacks to the same", () => {
  const bytes = Uint8Array.fromBase64(packedTicks);
  const expected = unlzma(bytes);
  assert.equal(expected.length, 240);
  const stated = bytes.slice();
  new DataView(stated.buffer).setBigUint64(5, 240n, true);
  assert.deepEqual(unlzma(stated), expected);
  new DataView(stated.buffer).setBigUint64(5, 1n << 40n, true);
  assert.throws(() => unlzma(stated), /more than 64 MB/);
});

Deno.test("damaged LZMA is refused, never endless and never a crash", () => {
  const bytes = Uint8Array.fromBase64(packedTicks);
  fc.assert(fc.property(
    fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
    (changes) => {
      const harmed = bytes.slice();
      for (const [at, value] of changes) harmed[at] = value;
      try {
        unlzma(harmed);
      } catch (error) {
        assert.ok(error instanceof UnusableFileError);
      }
    },
  ));
});

/** Bars as a data frame writes them. */
function parquetBars(kind: "time" | "local_time"): Uint8Array {
  const names = ["open", "high", "low", "close"];
  const writer = new ParquetWriter([
    { name: "time", kind },
    ...names.map((name) => ({ name, kind: "double" } as const)),
    { name: "volume", kind: "int32" },
  ]);
  const times = [0, 1, 2].map((at) => BigInt(hour + at * 3_600_000));
  const prices = [1.1, 1.2, 1.0, 1.15].map((price) => Float64Array.of(price, price, price));
  const parts = [
    writer.start(),
    writer.group(3, [BigInt64Array.from(times), ...prices, Int32Array.of(5, 6, 7)]),
    writer.end(),
  ];
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

Deno.test("Parquet: times in UTC are that, times without a zone are of an unknown one", async () => {
  const file = await goodFile("EURUSD.parquet", parquetBars("time"));
  assert.deepEqual(
    [file.symbol, file.timeframe, file.clock, file.layoutName, file.rowCount],
    ["EURUSD", "H1", { kind: "fixed", offsetMs: 0 }, "Parquet", 3],
  );
  assert.deepEqual(barsIn(file).map(({ brokerMs, realVolume }) => [brokerMs, realVolume]), [
    [hour, 5],
    [hour + 3_600_000, 6],
    [hour + 7_200_000, 7],
  ]);
  const local = await goodFile("EURUSD.parquet", parquetBars("local_time"));
  assert.deepEqual(local.clock, { kind: "unknown" });
});

Deno.test("damaged Parquet is refused, whatever is damaged", async () => {
  const bytes = parquetBars("time");
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 5), fc.nat(255), async (at, value) => {
      const harmed = bytes.slice();
      harmed[at + 4] = value;
      const read = await readBytes("EURUSD.parquet", harmed);
      assert.ok(read.ok || priceFileSentence(read.error).length > 20);
    }),
    { numRuns: 60, examples: [[290, 243], [290, 115]] },
  );
});
