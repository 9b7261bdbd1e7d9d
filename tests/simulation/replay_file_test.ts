/** Every layout of replay files, and the errors of lines and files. */

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readReplayFile, type ReplayFile } from "../../src/simulation/replay/replay_file.ts";
import type { ReplayError } from "../../src/simulation/replay/replay_error.ts";
import { replayErrorSentence } from "../../src/simulation/replay/replay_error.ts";
import { barsOf, type Result, type TickColumns, type Timeframe } from "../../src/models/mod.ts";

/** Reads a file with this name and content. */
async function read(
  name: string,
  content: string | Uint8Array,
): Promise<Result<ReplayFile, ReplayError>> {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, name);
    await Deno.writeFile(
      path,
      typeof content === "string" ? new TextEncoder().encode(content) : content,
    );
    return await readReplayFile({ path, symbol: null, timeframe: null });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function readGood(name: string, content: string | Uint8Array): Promise<ReplayFile> {
  const file = await read(name, content);
  if (!file.ok) throw new Error(replayErrorSentence(file.error));
  return file.value;
}

function bars(file: ReplayFile) {
  assert.equal(file.rows.kind, "bars");
  return file.rows.kind === "bars" ? barsOf(file.rows.bars) : [];
}

function ticks(file: ReplayFile): TickColumns {
  if (file.rows.kind !== "ticks") throw new Error("ticks are due");
  return file.rows.ticks;
}

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
    [file.probe.symbol, file.probe.timeframe, file.digits, file.offsetMs, file.badLines],
    ["GBPUSD", "H1", 5, null, 0],
  );
  assert.deepEqual(bars(file)[0], {
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
  assert.equal(bars(file)[0]?.brokerMs, Date.UTC(2025, 5, 23));
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
  assert.deepEqual([offsets.probe.timeframe, offsets.offsetMs, offsets.digits], [
    "M5",
    7_200_000,
    5,
  ]);
  const start = Date.UTC(2012, 1, 1);
  assert.deepEqual(bars(offsets).map((bar) => bar.brokerMs), [
    start,
    start + 300_000,
    start + 600_000,
  ]);
  assert.deepEqual([bars(offsets)[0]?.tickVolume, bars(offsets)[0]?.realVolume], [4, 0]);

  const dayFirst = await readGood(
    "EURUSD_H1_ask_2017.csv",
    "Time,Open,High,Low,Close,Volume\n01.02.2017 22:00:00.000,1.05236,1.05253,1.05221,1.05227,143539993.3",
  );
  assert.equal(bars(dayFirst)[0]?.brokerMs, Date.UTC(2017, 1, 1, 22));
  assert.equal(bars(dayFirst)[0]?.realVolume, 143_539_993.3);
});

Deno.test("plain ticks, with and without a header", async () => {
  const content = [
    ["q.csv", "20200101 170000065,1.121200,1.121720,0\n20200101 170010447,1.1212,1.12192,3\n"],
    [
      "q.csv",
      "time,bid,ask,volume\n2020-01-01T17:00:00.065,1.1212,1.12172,0\n2020-01-01T17:00:10.447,1.1212,1.12192,3",
    ],
    ["q.csv", "1577898000065,1.1212,1.12172,0\n1577898010447,1.1212,1.12192,3"],
  ] as const;
  for (const [name, text] of content) {
    const file = await readGood(name, text);
    assert.deepEqual([...ticks(file).brokerMs], [1_577_898_000_065, 1_577_898_010_447]);
    assert.deepEqual([...ticks(file).ask], [1.12172, 1.12192]);
    assert.deepEqual([...ticks(file).volume], [0, 3]);
    assert.deepEqual([...ticks(file).flags], [6, 6]);
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
  assert.deepEqual([...ticks(file).bid], [1.38626, 1.38626, 1.38619]);
  assert.deepEqual([...ticks(file).ask], [1.38627, 1.3862, 1.3862]);
  assert.deepEqual([...ticks(file).flags], [6, 4, 2]);
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
    ["2012-02-01 00:01:00,1.2,1.3,1.1,1.25", /that of the row before/],
    ["2012-02-01 00:00:00,1.2,1.3,1.1,1.25", /before that of the row before/],
    ["2012-02-01 00:02:00,1.2,1.3,1.123456789,1.25", /more than 8 decimals/],
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
  const cases: readonly [string, string, ReplayError["code"], RegExp][] = [
    ["EURUSD_H1.csv", "", "replay_empty", /no rows.*expected: MetaTrader bar export/],
    ["EURUSD_H1.csv", "\n\n", "replay_empty", /no rows/],
    ["EURUSD_H1.csv", header, "replay_empty", /no rows/],
    ["EURUSD_H1.csv", "hello\n", "replay_format_unknown", /begins with "hello"; expected:/],
    ["EURUSD_H1.csv", "a,b,c\n1,2,3", "replay_format_unknown", /begins with "a,b,c"/],
    [
      "EURUSD.csv",
      `${header}2012-02-01 00:01:00,1,1,1,1`,
      "replay_timeframe_unknown",
      /EURUSD_H1\.csv/,
    ],
    ["EURUSD_H1.csv", `${header}bad\n`, "replay_no_rows", /line 2: expected 5 fields/],
    [
      "EURUSD_H1.csv",
      "\u0000\u001b[31m",
      "replay_format_unknown",
      /begins with "\?\?\[31m"; expected:/,
    ],
  ];
  for (const [name, content, code, sentence] of cases) {
    const file = await read(name, content);
    assert.equal(file.ok, false, content);
    if (file.ok) continue;
    assert.equal(file.error.code, code, content);
    assert.match(replayErrorSentence(file.error), sentence);
  }
  const options = { symbol: null, timeframe: null };
  const missing = await readReplayFile({ path: "no_such_file.csv", ...options });
  assert.equal(missing.ok ? null : missing.error.code, "replay_missing");
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
    const file = await readReplayFile({ path, symbol: "GBPUSD", timeframe: "M15" });
    assert.deepEqual(file.ok && [file.value.probe.symbol, file.value.probe.timeframe], [
      "GBPUSD",
      "M15",
    ]);
  } finally {
    await Deno.remove(path);
  }
});

const dataFolder = fileURLToPath(new URL("../../../shared/data", import.meta.url));
const hasData = existsSync(dataFolder);

Deno.test({
  name: `real files have the listed number of rows${hasData ? "" : ` (skipped: no ${dataFolder})`}`,
  ignore: !hasData,
  fn: async () => {
    const cases: readonly [string, number, string, Timeframe | null, number | null][] = [
      ["EURUSD_H1_mt5export.csv", 3_608, "EURUSD", "H1", null],
      ["EURUSD_M1_mt5export.csv", 21_592, "EURUSD", "M1", null],
      ["EURUSD_ticks_20140502_mt5export.csv", 96_392, "EURUSD", null, null],
      ["EURUSD_quotes_20200101.csv", 9_500, "EURUSD", null, null],
      ["GBPUSD_M1_bid_201202.csv", 30_117, "GBPUSD", "M1", 0],
      ["GBPUSD_M1_ask_201202.csv", 30_117, "GBPUSD", "M1", 0],
      ["EURUSD_H1_ask_2017.csv", 6_225, "EURUSD", "H1", null],
      ["BTCPERP_M1_202201.csv", 45_031, "BTCPERP", "M1", null],
    ];
    for (const [name, rows, symbol, timeframe, offsetMs] of cases) {
      const path = join(dataFolder, name);
      const file = await readReplayFile({ path, symbol: null, timeframe: null });
      if (!file.ok) throw new Error(replayErrorSentence(file.error));
      const { rowCount, badLines, probe } = file.value;
      assert.deepEqual(
        [rowCount, badLines, probe.symbol, probe.timeframe, file.value.offsetMs],
        [rows, 0, symbol, timeframe, offsetMs],
        name,
      );
    }
  },
});
