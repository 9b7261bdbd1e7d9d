/** Every layout of replay files, and the errors of lines and files. */

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { PriceFile, PriceFileOptions } from "../../src/history/price_file/price_file.ts";
import {
  type PriceFileError,
  priceFileSentence,
} from "../../src/history/price_file/price_file_error.ts";
import { readPriceFile } from "../../src/history/price_file/read_price_file.ts";
import type { Timeframe } from "../../src/models/mod.ts";
import { barsIn, readContent, readGood, ticksIn } from "./price_files.ts";

/** Symbol, timeframe and zone as the file tells them. */
const asFileSays: Omit<PriceFileOptions, "path"> = { symbol: null, timeframe: null, zone: null };

const exportHeader =
  "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\r\n";

Deno.test("a bar export of MetaTrader", async () => {
  const file = await readGood(
    "GBPUSD_H1_mt5export.csv",
    exportHeader +
      "2025.06.23\t00:00:00\t1.14565\t1.14745\t1.14565\t1.14721\t644\t5\t7\r\n" +
      "2025.06.23\t01:00:00\t1.14721\t1.14943\t1.14721\t1.14885\t3043\t0\t8\r\n",
  );
  assert.deepEqual(
    [file.symbol, file.timeframe, file.digits, file.clock, file.badLines],
    ["GBPUSD", "H1", 5, { kind: "broker" }, 0],
  );
  assert.deepEqual(barsIn(file)[0], {
    brokerMs: Date.UTC(2025, 5, 23),
    open: 1.14565,
    high: 1.14745,
    low: 1.14565,
    close: 1.14721,
    tickVolume: 644,
    realVolume: 5,
    spreadPoints: 7,
  });
  assert.equal(file.rowCount, 2);
});

Deno.test("a daily export has no time of day", async () => {
  const file = await readGood(
    "EURUSD_D1.csv",
    "<DATE>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\r\n" +
      "2025.06.23\t1.1\t1.2\t1.0\t1.15\t9\t0\t7\r\n",
  );
  assert.equal(barsIn(file)[0]?.brokerMs, Date.UTC(2025, 5, 23));
});

Deno.test("plain bars: headers, offsets, volumes, spacing", async () => {
  const rows = (times: string[]) => times.map((time) => `${time},1.57597,1.57606,1.5757,1.576`);
  const offsets = await readGood(
    "GBPUSD_bid.csv",
    [
      "timestamp,open,high,low,close",
      ...rows([
        "2012-02-01 00:00:00+02:00",
        "2012-02-01 00:05:00+02:00",
        // The same clock continues when the text changes its offset.
        "2012-01-31 22:10:00+00:00",
      ]),
    ].join("\n"),
  );
  assert.deepEqual([offsets.timeframe, offsets.clock, offsets.digits], [
    "M5",
    { kind: "fixed", offsetMs: 7_200_000 },
    5,
  ]);
  const start = Date.UTC(2012, 1, 1);
  assert.deepEqual(barsIn(offsets).map((bar) => bar.brokerMs), [
    start,
    start + 300_000,
    start + 600_000,
  ]);
  assert.deepEqual([barsIn(offsets)[0]?.tickVolume, barsIn(offsets)[0]?.realVolume], [4, 0]);

  const dayFirst = await readGood(
    "EURUSD_H1_ask_2017.csv",
    "Time,Open,High,Low,Close,Volume\n01.02.2017 22:00:00.000,1.05236,1.05253,1.05221,1.05227,143539993.3",
  );
  assert.equal(barsIn(dayFirst)[0]?.brokerMs, Date.UTC(2017, 1, 1, 22));
  assert.equal(barsIn(dayFirst)[0]?.realVolume, 143_539_993.3);
});

Deno.test("plain ticks, with and without a header", async () => {
  const content = [
    [
      "EURUSD.csv",
      "time,bid,ask,volume\n2020-01-01T17:00:00.065,1.1212,1.12172,0\n2020-01-01T17:00:10.447,1.1212,1.12192,3",
    ],
    ["EURUSD.csv", "1577898000065,1.1212,1.12172,0\n1577898010447,1.1212,1.12192,3"],
  ] as const;
  for (const [name, text] of content) {
    const file = await readGood(name, text);
    assert.deepEqual([...ticksIn(file).brokerMs], [1_577_898_000_065, 1_577_898_010_447]);
    assert.deepEqual([...ticksIn(file).ask], [1.12172, 1.12192]);
    assert.deepEqual([...ticksIn(file).volume], [0, 3]);
    assert.deepEqual([...ticksIn(file).flags], [6, 6]);
  }
});

Deno.test("in MetaTrader's tick export an empty side is unchanged; crossed quotes are kept", async () => {
  const file = await readGood(
    "EURUSD_ticks.csv",
    "<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>\r\n" +
      "2014.05.02\t05:00:00.500\t\t1.38630\t\t\t4\r\n" +
      "2014.05.02\t05:00:00.611\t1.38626\t1.38627\t\t\t6\r\n" +
      "2014.05.02\t05:00:00.809\t\t1.38620\t\t\t4\r\n" +
      "2014.05.02\t05:00:01.923\t1.38619\t\t\t\t2\r\n",
  );
  assert.deepEqual([...ticksIn(file).bid], [1.38626, 1.38626, 1.38619]);
  assert.deepEqual([...ticksIn(file).ask], [1.38627, 1.3862, 1.3862]);
  assert.deepEqual([...ticksIn(file).flags], [6, 4, 2]);
  assert.deepEqual(file.firstBadLines, [{
    line: 2,
    reason: "bid and ask must be numbers above zero",
  }]);
});

Deno.test("bad lines are counted and named, the rest is kept", async () => {
  const good = "2012-02-01 00:01:00,1.2,1.3,1.1,1.25";
  const cases: readonly [string, RegExp][] = [
    ["2012-02-01 00:02:00,1.2,1.3,1.1", /expected 5 fields, found 4/],
    ["2012-02-01 00:02:00,1,2,1,3,1,1,1,2", /expected 5 fields, found 9/],
    ["2012-02-31 00:02:00,1.2,1.3,1.1,1.25", /no time in a known form: "2012-02-31 00:02:00"/],
    ["2012-02-01 00:02:00,1.2,n/a,1.1,1.25", /must be numbers above zero/],
    ["2012-02-01 00:02:00,1.2,,1.1,1.25", /must be numbers above zero/],
    ["2012-02-01 00:02:00,0,1.3,0,1.25", /must be numbers above zero/],
    ["2012-02-01 00:02:00,1.2,1.3,-1.1,1.25", /must be numbers above zero/],
    ["2012-02-01 00:02:00,1.2,NaN,1.1,1.25", /must be numbers above zero/],
    ["2012-02-01 00:02:00,1.2,1.1,1.3,1.25", /between low and high|lie between/],
    ["2012-02-01 00:02:00,1.4,1.3,1.1,1.25", /lie between low and high/],
    ["2012-02-01 00:02:30,1.2,1.3,1.1,1.25", /does not begin a bar of M1/],
  ];
  for (const [line, reason] of cases) {
    const file = await readGood(
      "X_M1.csv",
      ["time,open,high,low,close", good, line, "2012-02-01 00:03:00,1.2,1.3,1.1,1.25"].join("\n"),
    );
    assert.deepEqual([file.rowCount, file.badLines, file.firstBadLines[0]?.line], [2, 1, 3], line);
    assert.match(file.firstBadLines[0]!.reason, reason);
  }
});

Deno.test("the list of bad lines is bounded, their count is not", async () => {
  const lines = Array.from({ length: 500 }, () => "bad");
  const file = await readGood(
    "X_M1.csv",
    ["time,open,high,low,close", "2012-02-01 00:01:00,1.2,1.3,1.1,1.25", ...lines].join("\n"),
  );
  assert.equal(file.badLines, 500);
  assert.equal(file.firstBadLines.length, 20);
});

Deno.test("a file that cannot be replayed gives the reason and what was expected", async () => {
  const header = "time,open,high,low,close\n";
  const cases: readonly [string, string, PriceFileError["code"], RegExp][] = [
    ["EURUSD_H1.csv", "", "price_file_empty", /has no rows: /],
    ["EURUSD_H1.csv", "\n\n", "price_file_empty", /no rows/],
    ["EURUSD_H1.csv", header, "price_file_empty", /no rows/],
    [
      "EURUSD_H1.csv",
      "hello\n",
      "price_file_format_unknown",
      /line 1 is "hello"\. Known are: MetaTrader/,
    ],
    ["EURUSD_H1.csv", "a,b,c\n1,2,3", "price_file_format_unknown", /line 1 is "a,b,c"/],
    [
      "EURUSD.csv",
      `${header}2012-02-01 00:01:00,1,1,1,1`,
      "price_file_timeframe_unknown",
      /add --timeframe with one of M1/,
    ],
    ["EURUSD_H1.csv", `${header}bad\n`, "price_file_no_rows", /line 2: expected 5 fields/],
    [
      "EURUSD_H1.csv",
      "\u0000\u001b[31m",
      "price_file_format_unknown",
      /line 1 is "\?\?\[31m"/,
    ],
  ];
  for (const [name, content, code, sentence] of cases) {
    const file = await readContent(name, content);
    assert.equal(file.ok, false, content);
    if (file.ok) continue;
    assert.equal(file.error.code, code, content);
    assert.match(priceFileSentence(file.error), sentence);
  }
  const missing = await readPriceFile({ path: "no_such_file.csv", ...asFileSays });
  assert.equal(missing.ok ? null : missing.error.code, "price_file_missing");
});

Deno.test("an export in UTF-16 is read too, without its byte order mark", async () => {
  const text = exportHeader + "2025.06.23\t00:00:00\t1.1\t1.2\t1.0\t1.15\t1\t0\t7\r\n";
  const utf16 = new Uint8Array(2 + text.length * 2);
  utf16.set([0xff, 0xfe]);
  for (let at = 0; at < text.length; at++) utf16[2 + at * 2] = text.charCodeAt(at);
  assert.equal((await readGood("X_H1.csv", utf16)).rowCount, 1);
  assert.equal((await readGood("X_H1.csv", `\ufeff${text}`)).rowCount, 1);
});

Deno.test("options for symbol and timeframe override the file's name", async () => {
  const path = await Deno.makeTempFile({ prefix: "EURUSD_H1_", suffix: ".csv" });
  try {
    await Deno.writeTextFile(path, "time,open,high,low,close\n2012-02-01 00:15:00,1,1,1,1");
    const file = await readPriceFile({ path, symbol: "GBPUSD", timeframe: "M15", zone: null });
    assert.deepEqual(file.ok && [file.value.symbol, file.value.timeframe], [
      "GBPUSD",
      "M15",
    ]);
  } finally {
    await Deno.remove(path);
  }
});

const broker = { kind: "broker" } as const;
const unknown = { kind: "unknown" } as const;
const utcTimes = { kind: "fixed", offsetMs: 0 } as const;
const utcMinus5 = { kind: "fixed", offsetMs: -5 * 3_600_000 } as const;

const dataFolder = fileURLToPath(new URL("../../../shared/data", import.meta.url));
const hasData = existsSync(dataFolder);

Deno.test({
  name: `real files have the listed number of rows${hasData ? "" : ` (skipped: no ${dataFolder})`}`,
  ignore: !hasData,
  fn: async () => {
    const cases: readonly [string, number, string, Timeframe | null, PriceFile["clock"]][] = [
      ["EURUSD_H1_mt5export.csv", 3_608, "EURUSD", "H1", broker],
      ["EURUSD_M1_mt5export.csv", 21_592, "EURUSD", "M1", broker],
      ["EURUSD_ticks_20140502_mt5export.csv", 96_392, "EURUSD", null, broker],
      // HistData's layout: New York's standard time.
      ["EURUSD_quotes_20200101.csv", 9_500, "EURUSD", null, utcMinus5],
      ["GBPUSD_M1_bid_201202.csv", 30_117, "GBPUSD", "M1", utcTimes],
      ["GBPUSD_M1_ask_201202.csv", 30_117, "GBPUSD", "M1", utcTimes],
      ["EURUSD_H1_ask_2017.csv", 6_225, "EURUSD", "H1", unknown],
      ["BTCPERP_M1_202201.csv", 45_031, "BTCPERP", "M1", unknown],
    ];
    for (const [name, rows, symbol, timeframe, clock] of cases) {
      const path = join(dataFolder, name);
      const file = await readPriceFile({ path, ...asFileSays });
      if (!file.ok) throw new Error(priceFileSentence(file.error));
      const { rowCount, badLines } = file.value;
      assert.deepEqual(
        [rowCount, badLines, file.value.symbol, file.value.timeframe, file.value.clock],
        [rows, 0, symbol, timeframe, clock],
        name,
      );
    }
  },
});
