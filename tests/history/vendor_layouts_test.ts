/** The files that traders have: layouts of vendors, names, noise, order, doubles, zones. */

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync, strToU8, zipSync } from "fflate";
import { fileNameFacts } from "../../src/history/price_file/file_name.ts";
import { parseFileZone } from "../../src/history/price_file/file_zone.ts";
import { gunzipped } from "../../src/history/price_file/gzip_parts.ts";
import { decimalsOf, parsePriceText } from "../../src/history/price_file/number_text.ts";
import type { PriceFile } from "../../src/history/price_file/price_file.ts";
import { priceFileSentence } from "../../src/history/price_file/price_file_error.ts";
import { priceFileNotes } from "../../src/history/price_file/price_file_notes.ts";
import { readPriceFile } from "../../src/history/price_file/read_price_file.ts";
import { lacks, marketDataUrl } from "../../tools/test_needs.ts";
import { inTempFolder } from "../support/temp_folder.ts";
import { barsIn, readContent, readGood, ticksIn } from "./price_files.ts";

const hourMs = 3_600_000;
const utc = (text: string) => Date.parse(`${text.replace(" ", "T")}Z`);

interface BarCase {
  readonly name: string;
  readonly lines: readonly string[];
  readonly layout: string;
  /** Time, open, high, low, close, ticks, real volume and spread of the last bar. */
  readonly last: readonly [string, number, number, number, number, number, number, number];
  readonly clock: PriceFile["clock"];
}

const broker = { kind: "broker" } as const;
const utcClock = { kind: "fixed", offsetMs: 0 } as const;
const unknown = { kind: "unknown" } as const;

const barCases: readonly BarCase[] = [
  {
    name: "EURUSD1.csv",
    lines: [
      "2013.12.11,17:20,1.37885,1.37894,1.37875,1.37894,168",
      "2013.12.11,17:21,1.37894,1.37894,1.37850,1.37850,192",
    ],
    layout: "MetaTrader 4 bars",
    last: ["2013-12-11 17:21", 1.37894, 1.37894, 1.3785, 1.3785, 192, 0, 0],
    clock: broker,
  },
  {
    name: "EURUSD_M1.csv",
    lines: [
      "2013.12.11,17:20:00,1.37885,1.37894,1.37875,1.37894,168,1000,12",
      "2013.12.11,17:21:00,1.37894,1.37894,1.37850,1.37850,192,2000,13",
    ],
    layout: "MetaTrader 5 bars",
    last: ["2013-12-11 17:21", 1.37894, 1.37894, 1.3785, 1.3785, 192, 2000, 13],
    clock: broker,
  },
  {
    name: "EUR_USD Historical Data.csv",
    lines: [
      '"Date","Price","Open","High","Low","Vol.","Change %"',
      '"01/31/2024","1.0817","1.0844","1.0887","1.0795","1.25M","-0.25%"',
      '"01/30/2024","1.0844","1.0833","1.0857","1.0812","-","0.11%"',
    ],
    layout: "CSV bars",
    last: ["2024-01-31 00:00", 1.0844, 1.0887, 1.0795, 1.0817, 4, 1_250_000, 0],
    clock: unknown,
  },
  {
    name: "prices.txt",
    lines: [
      "<TICKER>,<DTYYYYMMDD>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>",
      "USDJPY,20240102,000000,141.1,141.9,140.8,141.5,4",
      "USDJPY,20240102,040000,141.5,141.9,140.8,141.6,5",
    ],
    layout: "CSV bars",
    last: ["2024-01-02 04:00", 141.5, 141.9, 140.8, 141.6, 4, 5, 0],
    clock: unknown,
  },
  {
    name: "XBTUSD_60.csv",
    lines: [
      "1704067200,42283.5,42554.5,42261.0,42475.2,12.5,471",
      "1704070800,42475.2,42554.5,42261.0,42480.1,1.25,33",
    ],
    layout: "Kraken bars",
    last: ["2024-01-01 01:00", 42475.2, 42554.5, 42261, 42480.1, 33, 1.25, 0],
    clock: utcClock,
  },
  {
    name: "EURUSD_H1.csv",
    lines: [
      "sep=,",
      "Date,Close,High,Low,Open",
      "1/31/2024 12:00:00 AM,1.15,1.2,1.0,1.1",
      "1/31/2024 1:00:00 PM,1.16,1.3,1.1,1.15",
    ],
    layout: "CSV bars",
    last: ["2024-01-31 13:00", 1.15, 1.3, 1.1, 1.16, 4, 0, 0],
    clock: unknown,
  },
  {
    name: "GBPUSD_H1.csv",
    lines: [
      "timestamp,open,high,low,close,volume",
      "1704067200000.0,1.1,1.2,1.0,1.1,3",
      "1704070800000.0,1.1,1.2,1.0,1.15,4",
    ],
    layout: "CSV bars",
    last: ["2024-01-01 01:00", 1.1, 1.2, 1, 1.15, 4, 4, 0],
    clock: utcClock,
  },
  {
    name: "EURUSDM15.csv",
    lines: [
      "2024.01.02 01:00,1.1,1.2,1.0,1.15,942,0,20",
      "2024.01.02 01:15,1.15,1.2,1.1,1.16,943,5,21",
    ],
    layout: "MetaTrader 5 chart",
    last: ["2024-01-02 01:15", 1.15, 1.2, 1.1, 1.16, 943, 5, 21],
    clock: broker,
  },
  {
    name: "XAUUSD_M15.csv",
    lines: [
      "time,open,high,low,close,tick_volume,spread,real_volume",
      "1704157200,2064.98,2066.54,2063.82,2065.7,942,20,0",
      "1704158100,2065.7,2066.32,2065.07,2065.11,979,21,3",
    ],
    layout: "MetaTrader 5 bars of Python",
    last: ["2024-01-02 01:15", 2065.7, 2066.32, 2065.07, 2065.11, 979, 3, 21],
    clock: broker,
  },
  {
    // pandas writes the index first, without a name.
    name: "XAUUSD_M15.csv",
    lines: [
      ",open,high,low,close,tick_volume,spread,real_volume",
      "2024-01-02 01:00:00,2064.98,2066.54,2063.82,2065.7,942,20,0",
      "2024-01-02 01:15:00,2065.7,2066.32,2065.07,2065.11,979,21,3",
    ],
    layout: "MetaTrader 5 bars of Python",
    last: ["2024-01-02 01:15", 2065.7, 2066.32, 2065.07, 2065.11, 979, 3, 21],
    clock: broker,
  },
  {
    name: "DAT_ASCII_EURUSD_M1_201202.csv",
    lines: [
      "20120201 000000;1.306000;1.307000;1.305000;1.306100;0",
      "20120201 000100;1.306100;1.307000;1.305000;1.306200;0",
    ],
    layout: "HistData bars",
    last: ["2012-02-01 00:01", 1.3061, 1.307, 1.305, 1.3062, 4, 0, 0],
    clock: { kind: "fixed", offsetMs: -5 * hourMs },
  },
  {
    name: "EURUSD_Candlestick_1_Hour_BID_01.01.2017-31.12.2017.csv",
    lines: [
      "Gmt time,Open,High,Low,Close,Volume",
      "01.02.2017 22:00:00.000,1.05,1.06,1.04,1.055,143539993.3",
      "01.02.2017 23:00:00.000,1.055,1.06,1.05,1.051,12.5",
    ],
    layout: "CSV bars",
    last: ["2017-02-01 23:00", 1.055, 1.06, 1.05, 1.051, 4, 12.5, 0],
    clock: utcClock,
  },
  {
    name: "EURUSD_H1.csv",
    lines: [
      "Local time,Open,High,Low,Close,Volume",
      "26.03.2017 01:00:00.000 GMT+0100,1.05,1.06,1.04,1.055,1",
      "26.03.2017 03:00:00.000 GMT+0200,1.055,1.06,1.05,1.051,2",
    ],
    layout: "CSV bars",
    // The clock of the first row goes on when daylight saving time begins.
    last: ["2017-03-26 02:00", 1.055, 1.06, 1.05, 1.051, 4, 2, 0],
    clock: { kind: "fixed", offsetMs: hourMs },
  },
  {
    name: "ALGOUSDT-1m-2023-02.csv",
    lines: [
      "1675209600000,0.2413,0.2418,0.2413,0.2418,283971.0,1675209659999,68569.2,270,179373.9,43319.3,0",
      "1675209660000,0.2417,0.2418,0.2415,0.2415,300353.9,1675209719999,72579.2,301,89283.0,21578.9,0",
    ],
    layout: "Binance bars",
    last: ["2023-02-01 00:01", 0.2417, 0.2418, 0.2415, 0.2415, 301, 300353.9, 0],
    clock: utcClock,
  },
  {
    // Since 2025 Binance writes microseconds.
    name: "BTCUSDT-1h-2025-01.csv",
    lines: [
      "1735689600000000,93576.0,94509.4,93489.0,94401.1,755.9,1735693199999999,7.1e7,124158,1,2,0",
      "1735693200000000,94401.1,94408.7,93578.7,93607.7,586.5,1735696799999999,5.5e7,92969,1,2,0",
    ],
    layout: "Binance bars",
    last: ["2025-01-01 01:00", 94401.1, 94408.7, 93578.7, 93607.7, 92969, 586.5, 0],
    clock: utcClock,
  },
  {
    name: "EURUSD=X.csv",
    lines: [
      "Date,Open,High,Low,Close,Adj Close,Volume",
      "2017-01-02,1.0530749559402466,1.0540739297866821,1.0465724468231201,1.052698016166687,1.052698016166687,0",
      "2017-01-03,1.0459157228469849,1.0492078065872192,1.0347682237625122,1.0460032224655151,1.0460032224655151,0",
    ],
    layout: "Yahoo bars",
    last: ["2017-01-03 00:00", 1.0459157, 1.0492078, 1.0347682, 1.0460032, 4, 0, 0],
    clock: unknown,
  },
  {
    // Yahoo's package for Python: the close comes first, and the name of the time below.
    name: "EURUSD=X_M15.csv",
    lines: [
      "Price,Close,High,Low,Open,Volume",
      "Ticker,EURUSD=X,EURUSD=X,EURUSD=X,EURUSD=X,EURUSD=X",
      "Datetime,,,,,",
      "2024-01-02 00:00:00+00:00,1.1001,1.1003,1.0995,1.1,0",
      "2024-01-02 00:15:00+00:00,1.1002,1.1004,1.0996,1.1001,0",
    ],
    layout: "CSV bars",
    last: ["2024-01-02 00:15", 1.1001, 1.1004, 1.0996, 1.1002, 4, 0, 0],
    clock: utcClock,
  },
  {
    name: "OANDA_EURUSD, 60_a1b2c.csv",
    lines: [
      "time,open,high,low,close,MA,MA",
      "1704157200,1.1,1.2,1.0,1.15,1.12,",
      "1704160800,1.15,1.2,1.1,1.16,1.13,1.14",
    ],
    layout: "CSV bars",
    last: ["2024-01-02 02:00", 1.15, 1.2, 1.1, 1.16, 4, 0, 0],
    clock: utcClock,
  },
  {
    name: "FX_EURUSD, 1D.csv",
    lines: ["time,open,high,low,close", "2024-01-02T00:00:00+02:00,1.1,1.2,1.0,1.15"],
    layout: "CSV bars",
    last: ["2024-01-02 00:00", 1.1, 1.2, 1, 1.15, 4, 0, 0],
    clock: { kind: "fixed", offsetMs: 2 * hourMs },
  },
  {
    // German headers, decimal commas, quotes.
    name: "EURUSD_H1.csv",
    lines: [
      "Datum;Zeit;Er\u00f6ffnung;Hoch;Tief;Schluss;Volumen",
      '"2025.06.23";"00:00:00";"1,14565";"1,14745";"1,14500";"1,14721";"1240"',
      '"2025.06.23";"01:00:00";"1,14721";"1,14943";"1,14721";"1,14885";"940"',
    ],
    layout: "CSV bars",
    last: ["2025-06-23 01:00", 1.14721, 1.14943, 1.14721, 1.14885, 4, 940, 0],
    clock: unknown,
  },
  {
    // Grouped thousands, month before day as in the United States.
    name: "US30_D1.csv",
    lines: [
      "Date,Open,High,Low,Close",
      '01/12/2024,"37,600.5","37,900.0","37,500.0","37,700.0"',
      '01/16/2024,"37,700.0","37,800.0","37,400.5","37,500.5"',
    ],
    layout: "CSV bars",
    last: ["2024-01-16 00:00", 37700, 37800, 37400.5, 37500.5, 4, 0, 0],
    clock: unknown,
  },
  {
    // A vendor's address above the header, newest first.
    name: "Bitstamp_BTCUSD_1h.csv",
    lines: [
      "https://www.example.com/data",
      "unix,date,symbol,open,high,low,close,Volume BTC,Volume USD",
      "1704160800,2024-01-02 02:00:00,BTC/USD,2,2.5,1.5,2.25,7,100",
      "1704157200,2024-01-02 01:00:00,BTC/USD,1,1.5,0.5,1.25,6,100",
    ],
    layout: "CSV bars",
    last: ["2024-01-02 02:00", 2, 2.5, 1.5, 2.25, 4, 7, 0],
    clock: unknown,
  },
];

Deno.test("bars of each vendor are read as they are", async () => {
  for (const { name, lines, layout, last, clock } of barCases) {
    const file = await readGood(name, `${lines.join("\r\n")}\r\n`);
    const bars = barsIn(file);
    const [time, open, high, low, close, tickVolume, realVolume, spreadPoints] = last;
    assert.deepEqual(
      bars.at(-1),
      { brokerMs: utc(time), open, high, low, close, tickVolume, realVolume, spreadPoints },
      name,
    );
    assert.deepEqual([file.layoutName, file.clock, file.badLines], [layout, clock, 0], name);
  }
});

Deno.test("other line ends and a separator behind each row change nothing", async () => {
  for (const { name, lines } of barCases) {
    const plain = barsIn(await readGood(name, lines.join("\n")));
    const separator = [";", "\t"].find((one) => lines.at(-1)!.includes(one)) ?? ",";
    const ended = lines.map((line) => `${line}${separator}`).join("\n");
    for (const other of [lines.join("\r\n"), lines.join("\r"), ended]) {
      assert.deepEqual(barsIn(await readGood(name, other)), plain, `${name}: ${other}`);
    }
  }
});

Deno.test("ticks of each vendor are read as they are", async () => {
  const cases = [
    {
      name: "DAT_ASCII_EURUSD_T_201202.csv",
      lines: ["20120201 000003660,1.306600,1.306770,0", "20120201 000003973,1.306580,1.306750,25"],
      last: ["2012-02-01 00:00:03.973", 1.30658, 1.30675],
      clock: { kind: "fixed", offsetMs: -5 * hourMs },
    },
    {
      name: "EURUSD-2009-05.csv",
      lines: [
        "EUR/USD,20090501 00:00:00.330,1.32442,1.32465",
        "EUR/USD,20090501 00:00:01.500,1.32443,1.32466",
      ],
      last: ["2009-05-01 00:00:01.500", 1.32443, 1.32466],
      clock: utcClock,
    },
    {
      name: "EURUSD_Ticks_01.01.2017.csv",
      lines: [
        "Gmt time,Ask,Bid,AskVolume,BidVolume",
        "01.02.2017 22:00:00.100,1.0524,1.0522,1,2",
        "01.02.2017 22:00:00.200,1.0525,1.0523,1,2",
      ],
      last: ["2017-02-01 22:00:00.200", 1.0523, 1.0525],
      clock: utcClock,
    },
  ] as const;
  for (const { name, lines, last: [time, bid, ask], clock } of cases) {
    const file = await readGood(name, lines.join("\n"));
    const { brokerMs, ...sides } = ticksIn(file);
    assert.deepEqual([brokerMs.at(-1), sides.bid.at(-1), sides.ask.at(-1)], [utc(time), bid, ask]);
    assert.deepEqual([file.symbol, file.clock, file.badLines], ["EURUSD", clock, 0], name);
  }
});

Deno.test("files of LEAN in zip archives: the names inside tell symbol, day and resolution", async () => {
  const forex = zipSync({
    "20140502_eurusd_minute_quote.csv": strToU8(
      "25200000,1.38626,1.38630,1.38620,1.38622,0,1.38636,1.3864,1.3863,1.38632,0\n" +
        "25260000,1.38622,1.38625,1.38620,1.38621,0,1.38636,1.3864,1.3863,1.38632,0\n",
    ),
  });
  const quotes = await readGood("20140502_quote.zip", forex);
  assert.deepEqual([quotes.symbol, quotes.timeframe, quotes.clock], ["EURUSD", "M1", utcClock]);
  assert.deepEqual(barsIn(quotes)[1]?.brokerMs, utc("2014-05-02 07:01"));
  assert.deepEqual(barsIn(quotes)[1]?.low, 1.3862);
  const shares = zipSync({
    "20131007_spy_minute_trade.csv": strToU8("34200000,1680200,1681300,1680100,1680900,1234\n"),
  });
  const trades = await readGood("equity/usa/minute/spy/20131007_trade.zip", shares);
  const [bar] = barsIn(trades);
  assert.deepEqual([bar?.open, bar?.close, bar?.realVolume], [168.02, 168.09, 1234]);
  // Half past nine in New York, in summer.
  assert.deepEqual([bar?.brokerMs, trades.convertedFrom], [
    utc("2013-10-07 13:30"),
    "America/New_York",
  ]);
  assert.equal(trades.digits, 4);
});

Deno.test("packed files, and archives that cannot be used", async () => {
  const text = "time,open,high,low,close\n2024-01-02 01:00:00,1,2,0.5,1.5\n";
  const gzip = await readGood("EURUSD_H1.csv.gz", gzipSync(strToU8(text)));
  assert.deepEqual([gzip.symbol, gzip.timeframe, gzip.rowCount], ["EURUSD", "H1", 1]);
  const cases: readonly [Uint8Array, RegExp][] = [
    [
      zipSync({ "a.csv": strToU8(text), "b.csv": strToU8(text) }),
      /has 2 files in it \(a\.csv, b\.csv\)/,
    ],
    [zipSync({ "README.txt": strToU8("hello") }), /has no file with prices in it/],
    [zipSync({ "a.csv": strToU8(text.repeat(99)) }).slice(0, 90), /damaged|no rows/],
  ];
  for (const [content, sentence] of cases) {
    const file = await readContent("EURUSD_H1.zip", content);
    assert.match(file.ok ? "read" : priceFileSentence(file.error), sentence);
  }
  const hours = Array.from(
    { length: 22 },
    (_, hour) => `2024-01-02 ${String(hour + 2).padStart(2, "0")}:00:00,1,2,0.5,1.5\n`,
  );
  const members = [text, ...hours].map((part) => gzipSync(strToU8(part)));
  const readParts = (...parts: readonly Uint8Array[]) =>
    readContent("EURUSD_H1.csv.gz", new Uint8Array(Buffer.concat(parts)));
  const parts = await readParts(...members);
  assert.equal(parts.ok && parts.value.rowCount, 23, "a file that was made by appending to it");
  const damaged: readonly (readonly Uint8Array[])[] = [
    [members[0]!, strToU8("something else")],
    [members[0]!.slice(0, 30)],
    [members[0]!, members[1]!.slice(0, 5)],
  ];
  for (const content of damaged) {
    const file = await readParts(...content);
    assert.match(file.ok ? "read" : priceFileSentence(file.error), /gzip data is damaged/);
  }
});

Deno.test("gzip: zeros behind it are padding, and nothing behind them is lost", async () => {
  const text = "time,open,high,low,close\n2024-01-02 01:00:00,1,2,0.5,1.5\n";
  const packed = gzipSync(strToU8(text));
  const chunkBytes = 256 * 1024; // of reading
  // Ends where a chunk ends: the decoder meets the zeros at the start of the next.
  const shorter = chunkBytes - 100;
  const first = shorter + chunkBytes - gzipSync(new Uint8Array(shorter), { level: 0 }).length;
  const whole = gzipSync(new Uint8Array(first), { level: 0 });
  assert.equal(whole.length, chunkBytes);
  const read = async (...parts: readonly Uint8Array[]) => {
    let length = 0;
    const chunks = async function* () {
      const bytes = new Uint8Array(Buffer.concat(parts));
      for (let at = 0; at < bytes.length; at += chunkBytes) {
        yield bytes.subarray(at, at + chunkBytes);
      }
    };
    for await (const { length: more } of gunzipped(chunks())) length += more;
    return length;
  };
  for (const zeros of [1, 512, 2 * chunkBytes]) {
    const padding = new Uint8Array(zeros);
    assert.equal(await read(packed, padding), text.length);
    assert.equal(await read(whole, padding), first);
    assert.equal(await read(whole, packed, padding), first + text.length);
    for (const start of [packed, whole]) {
      await assert.rejects(read(start, padding, packed), /damaged \(other bytes follow the zeros/);
    }
  }
  const failing = async function* () {
    yield packed;
    throw new RangeError("the disk is gone");
  };
  await assert.rejects(Array.fromAsync(gunzipped(failing())), /the disk is gone/);
});

Deno.test("candles in JSON: arrays, objects, nested prices, columns", async () => {
  const texts = [
    [[1704157200000, 1.1, 1.2, 1.0, 1.15, 7], [1704160800000, 1.15, 1.2, 1.1, 1.16, 8]],
    [
      { time: 1704157200, open: 1.1, high: 1.2, low: 1.0, close: 1.15, volume: 7 },
      { time: 1704160800, open: 1.15, high: 1.2, low: 1.1, close: 1.16, volume: 8 },
    ],
    {
      instrument: "EUR_USD",
      candles: [
        {
          time: "2024-01-02T01:00:00.000000000Z",
          mid: { o: "1.1", h: "1.2", l: "1.0", c: "1.15" },
          volume: 7,
        },
        {
          time: "2024-01-02T02:00:00.000000000Z",
          mid: { o: "1.15", h: "1.2", l: "1.1", c: "1.16" },
          volume: 8,
        },
      ],
    },
    {
      s: "ok",
      t: [1704157200, 1704160800],
      o: [1.1, 1.15],
      h: [1.2, 1.2],
      l: [1.0, 1.1],
      c: [1.15, 1.16],
      v: [7, 8],
    },
  ];
  const lines = texts.filter(Array.isArray).map((rows: unknown[]) =>
    rows.map((row) => JSON.stringify(row)).join("\n")
  );
  for (const text of [...texts.map((value) => JSON.stringify(value, null, 1)), ...lines]) {
    const file = await readGood("EURUSD_H1.json", text);
    const bars = barsIn(file).map((bar) => [bar.brokerMs, bar.open, bar.close, bar.realVolume]);
    assert.deepEqual(bars, [
      [utc("2024-01-02 01:00"), 1.1, 1.15, 7],
      [utc("2024-01-02 02:00"), 1.15, 1.16, 8],
    ], text);
  }
  for (const text of ["{}", "[]", '{"a":1}', "[1,2", '{"error":"no data"}', "[[]]", '[{"a":1}]']) {
    const file = await readContent("EURUSD_H1.json", text);
    assert.equal(file.ok ? "read" : file.error.code, "price_file_format_unknown", text);
  }
});

Deno.test("columns that a line above names otherwise are not taken for what they usually are", async () => {
  const bars = [
    "2024-01-02 00:00,1.1001,1.1003,1.0995,1.1",
    "2024-01-02 00:15,1.1,1.1003,1.0995,1.1",
  ];
  const ticks = ["2024-01-02 00:00:00,1.1003,1.1001", "2024-01-02 00:00:01,1.1003,1.1"];
  for (
    const lines of [
      ["candle,close,high,low,open", ...bars],
      ["prices of a broker", "candle,close,high,low,open", ...bars],
      ["quote,ask,bid", ...ticks],
      ["Price,Close,Close,High,High,Low,Low,Open,Open", "Ticker,A,B,A,B,A,B,A,B", "Date,,,,,,,,"],
    ]
  ) {
    const read = await readContent("EURUSD_M15.csv", lines.join("\n"));
    assert.equal(read.ok ? null : read.error.code, "price_file_format_unknown", lines[0]);
  }
  const usual = await readGood("EURUSD_M15.csv", ["candle,o,h,l,c", ...bars].join("\n"));
  assert.equal(usual.rowCount, 2);
});

Deno.test("names tell symbol and timeframe", () => {
  const cases: readonly [string, string | null, string | null][] = [
    ["C:\\data\\EURUSD_H1_mt5export.csv", "EURUSD", "H1"],
    ["/data/EURUSD60.csv", "EURUSD", "H1"],
    ["EURUSD1440.csv", "EURUSD", "D1"],
    ["GBPUSDh1.csv", "GBPUSD", "H1"],
    ["float_noise_GBPUSDh1.csv", "GBPUSD", "H1"],
    ["DAT_ASCII_EURUSD_M1_201202.csv", "EURUSD", "M1"],
    ["DAT_MT_XAUUSD_M1_2012.csv", "XAUUSD", "M1"],
    ["BTC-USD.csv", "BTCUSD", null],
    ["EUR_USD Historical Data.csv", "EURUSD", null],
    ["xau_usd_H1.csv", "XAUUSD", "H1"],
    ["test_usd_H1.csv", null, "H1"],
    ["BTC-USD_1h.csv", "BTCUSD", "H1"],
    ["BTCUSDT-1m-2023-02.csv", "BTCUSDT", "M1"],
    ["EURUSD=X.csv", "EURUSD", null],
    ["yahoo_EURUSD=X.csv", "EURUSD", null],
    ["OANDA_EURUSD, 60.csv", "EURUSD", "H1"],
    ["BINANCE_BTCUSDT, 240_a1b2c.csv", "BTCUSDT", "H4"],
    ["FX_EURUSD, 1D.csv", "EURUSD", "D1"],
    ["EURUSD_Candlestick_15_M_BID_01.01.2017-31.12.2017.csv", "EURUSD", "M15"],
    ["eurusd_m5.csv", "EURUSD", "M5"],
    ["US30_M1.csv", "US30", "M1"],
    ["AAPL_D1.csv", "AAPL", "D1"],
    ["EURUSD_2019.csv", "EURUSD", null],
    ["prices.csv", null, null],
    ["export_H1.csv", null, "H1"],
    ["2024.csv", null, null],
  ];
  for (const [path, symbol, timeframe] of cases) {
    const found = fileNameFacts(path);
    assert.deepEqual([found.symbol, found.timeframe], [symbol, timeframe], path);
  }
});

Deno.test("decimals and printing noise of prices", () => {
  const cases: readonly [string, number, number, boolean][] = [
    ["1.10", 1.1, 2, false],
    ["1.30600", 1.306, 5, false],
    ["0.0000009123", 9.123e-7, 10, false],
    ["9e-06", 0.000009, 6, false],
    ["9.02e-06", 0.00000902, 8, false],
    ["1.5E2", 150, 0, false],
    ["1.2345000000000002", 1.2345, 4, true],
    ["158599.99999999997", 158600, 0, true],
    ["1.0530749559402466", 1.053075, 6, true],
    ["42000.123456789", 42000.1234568, 7, true],
    ["37,600.5", 37600.5, 1, false],
  ];
  for (const [text, value, digits, isRounded] of cases) {
    assert.deepEqual(parsePriceText(text, "point"), { value, digits, isRounded }, text);
  }
  for (
    const text of ["", "0", "-1", "NaN", "1e999", "1,2", "0x10", "1_000", ".", "1.2.3", "Infinity"]
  ) {
    assert.equal(parsePriceText(text, "point"), null, text);
  }
  assert.deepEqual(parsePriceText("1.234,50", "comma"), {
    value: 1234.5,
    digits: 2,
    isRounded: false,
  });
  assert.deepEqual([decimalsOf(0.125), decimalsOf(1.25e-6), decimalsOf(3)], [3, 8, 0]);
});

Deno.test("noise is rounded to the digits of the other rows", async () => {
  const file = await readGood(
    "EURUSD_H1.csv",
    [
      "time,open,high,low,close",
      "2024-01-02 01:00:00,1.1000,1.2000,1.0000,1.1500",
      "2024-01-02 02:00:00,1.1500,1.2000,1.1000,1.1600000000001",
      "2024-01-02 03:00:00,1.1600,1.2000,1.1000,1.1700",
    ].join("\n"),
  );
  assert.deepEqual([file.digits, barsIn(file)[1]?.close], [4, 1.16]);
  assert.deepEqual(file.rounded, { count: 1, firstLine: 3 });
  assert.ok(priceFileNotes(file).some((note) => /rounded to 4 decimals/.test(note)));
});

Deno.test("rows in any order are sorted, doubles are used once, and both are told", async () => {
  const file = await readGood(
    "EURUSD_H1.csv",
    [
      "time,open,high,low,close",
      "2024-01-02 03:00:00,3,3,3,3",
      "2024-01-02 02:00:00,2,2,2,2",
      "2024-01-02 02:00:00,2,2,2,2",
      "2024-01-02 01:00:00,1,1,1,1",
      "2024-01-02 03:00:00,4,4,4,4",
    ].join("\n"),
  );
  assert.deepEqual(barsIn(file).map(({ open }) => open), [1, 2, 3]);
  assert.deepEqual(file.outOfOrder, { count: 2, firstLine: 3 });
  assert.deepEqual(file.repeated, { count: 1, firstLine: 4 });
  assert.deepEqual(file.contradicting, { count: 1, firstLine: 6 });
  assert.deepEqual(priceFileNotes(file).slice(1), [
    "Rows sorted by time because they are earlier than the one before: 2 rows (the first is line 3)",
    "Bars left out because they repeat another one: 1 row (the first is line 4)",
    "Bars left out because an earlier one has their time and other figures: 1 row (the first is line 6)",
  ]);
});

Deno.test("the hour that comes twice when clocks go back is kept whole", async () => {
  const locals = ["00:30", "01:00", "01:30", "01:00", "01:30", "02:00"];
  const rows = locals.map((time, at) => `2024-11-03 ${time}:00,${at + 1},9,1,5`);
  const utc = ["04:30", "05:00", "05:30", "06:00", "06:30", "07:00"];
  for (const lines of [rows, rows.toReversed()]) {
    const text = ["time,open,high,low,close", ...lines, ""].join("\n");
    const zone = parseFileZone("America/New_York");
    const bars = barsIn(await readGood("BTCUSD_M30.csv", text, { zone }));
    assert.deepEqual(
      bars.map(({ brokerMs, open }) => [new Date(brokerMs).toISOString().slice(11, 16), open]),
      utc.map((time, at) => [time, at + 1]),
    );
  }
});

Deno.test("a zone that is named is used for times that state none", async () => {
  const text =
    "time,open,high,low,close\n2024-01-02 01:00:00,1,1,1,1\n2024-07-02 01:00:00,1,1,1,1\n";
  const times = async (zone: string) => {
    const file = await readGood("EURUSD_H1.csv", text, { zone: parseFileZone(zone) });
    return [
      barsIn(file).map(({ brokerMs }) => new Date(brokerMs).toISOString().slice(11, 16)),
      file.clock,
    ];
  };
  assert.deepEqual(await times("America/New_York"), [["06:00", "05:00"], utcClock]);
  assert.deepEqual(await times("+02:00"), [["01:00", "01:00"], {
    kind: "fixed",
    offsetMs: 2 * hourMs,
  }]);
  assert.deepEqual(await times("broker"), [["01:00", "01:00"], broker]);
  for (const wrong of ["", "Mars", "+25", "12", "UTC+2:99"]) {
    assert.equal(parseFileZone(wrong), null);
  }
});

Deno.test("what cannot be known is asked for", async () => {
  const header = "time,open,high,low,close\n";
  const hours = Array.from(
    { length: 30 },
    (_, at) =>
      `2024-01-${String(2 + Math.floor(at / 24)).padStart(2, "0")} ${
        String(at % 24).padStart(2, "0")
      }:00:00,1,1,1,1`,
  ).join("\n");
  const cases: readonly [string, string, RegExp][] = [
    ["prices.csv", header + hours, /does not tell its symbol; add --symbol/],
    [
      "EURUSD.csv",
      `${header}2024-01-02 01:00:00,1,1,1,1`,
      /does not tell its timeframe; add --timeframe/,
    ],
    [
      "EURUSD_M1.csv",
      header + hours,
      /name .* says M1, but its bars are H1 apart; add --timeframe H1/,
    ],
    [
      "EURUSD_M1.csv",
      "time,open,high,low,close\n03/04/2024 01:00,1,1,1,1",
      /Line 2 .* "03\/04\/2024 01:00".*day or the month/,
    ],
    [
      "EURUSD_M1.csv",
      "hello,world\nthis is,nothing",
      /line 1 is "hello,world"\. Known are: MetaTrader/,
    ],
  ];
  for (const [name, text, sentence] of cases) {
    const file = await readContent(name, text);
    assert.match(file.ok ? "read" : priceFileSentence(file.error), sentence, name);
  }
  assert.equal(
    (await readGood("prices.csv", header + hours, { symbol: "EURUSD" })).timeframe,
    "H1",
  );
});

const importFolder = fileURLToPath(new URL("import/", marketDataUrl));

Deno.test({
  name: "files as people have them are read, or refused with one sentence",
  ignore: lacks("market_data"),
  fn: async () => {
    const cases: readonly [string, number, number, string, number][] = [
      ["yahoo_EURUSD=X.csv", 115, 4, "EURUSD", 7],
      ["mt5_python_epoch_XAUUSD_M15.csv", 119, 0, "XAUUSD", 2],
      ["mt5_python_iso_XAUUSD_M15.csv", 119, 0, "XAUUSD", 2],
      ["DAT_ASCII_EURUSD_M1_201202.csv", 120, 0, "EURUSD", 6],
      ["DAT_ASCII_EURUSD_T_201202.csv", 3, 0, "EURUSD", 6],
      ["mt4_EURUSD1.csv", 120, 0, "EURUSD", 5],
      ["binance_ALGOUSDT-1m-2023-02.csv", 120, 0, "ALGOUSDT", 4],
      ["PEPEUSD_H1_10dec.csv", 119, 0, "PEPEUSD", 10],
      ["SHIBUSD_H1_sci.csv", 119, 0, "SHIBUSD", 8],
      ["float_noise_GBPUSDh1.csv", 80, 0, "GBPUSD", 1],
      ["AUDUSD_H1_desc.csv", 119, 0, "AUDUSD", 5],
      ["AUDUSD_H1_dup.csv", 60, 0, "AUDUSD", 5],
      ["AUDUSD_H1_deccomma.csv", 119, 0, "AUDUSD", 5],
    ];
    for (const [name, rows, badLines, symbol, digits] of cases) {
      const path = join(importFolder, name);
      const file = await readPriceFile({ path, symbol: null, timeframe: null, zone: null });
      if (!file.ok) throw new Error(priceFileSentence(file.error));
      const { value } = file;
      assert.deepEqual(
        [value.rowCount, value.badLines, value.symbol, value.digits],
        [rows, badLines, symbol, digits],
        name,
      );
    }
  },
});

Deno.test("what is no price file ends with one sentence, whatever it claims to hold", async () => {
  const deep = `${'{"a":'.repeat(200_000)}1${"}".repeat(200_000)}`;
  const manyLines = zipSync({ "a.csv": strToU8("1,1\n".repeat(100_000)) });
  const cases: readonly [string, string | Uint8Array, RegExp][] = [
    ["EURUSD_H1.json", `[${deep}]`, /format that is not known|cannot be read/],
    ["EURUSD_H1.json", `[${"[],".repeat(12_000_000)}[]]`, /as JSON it is larger than 32 MB/],
    ["EURUSD_H1.zip", manyLines, /format that is not known/],
    [
      "EURUSD_H1.csv",
      "time,open,high,low,close\n2024-01-02 01:00:00,1e-300,1e-300,1e-300,1e-300",
      /no good row; line 2: open, high, low and close must be numbers above zero/,
    ],
    [
      "EURUSD_H1.csv",
      "time,open,high,low,close\n2024-01-02 01:00:00,1e300,1e300,1e300,1e300",
      /no good row; line 2/,
    ],
  ];
  for (const [name, content, sentence] of cases) {
    const file = await readContent(name, content);
    assert.match(file.ok ? "read" : priceFileSentence(file.error), sentence);
  }
});

Deno.test({
  name: "devices, pipes, folders and circles of links are refused",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inTempFolder(async (folder) => {
      const circle = join(folder, "circle.csv");
      await Deno.symlink(circle, circle);
      const pipe = join(folder, "pipe.csv");
      await new Deno.Command("mkfifo", { args: [pipe] }).output();
      for (const path of [circle, pipe, folder, "/dev/zero", "/proc/self/mem"]) {
        const file = await readPriceFile({ path, symbol: "EURUSD", timeframe: "M1", zone: null });
        assert.equal(file.ok ? "read" : file.error.code, "price_file_unreadable", path);
      }
    }),
});
