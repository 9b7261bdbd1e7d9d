/** Reading reports of MetaTrader's tester: layouts, words, hostile files. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { readReportFile } from "../../src/report/files/report_file.ts";
import { figureNames, figureTable } from "../../src/report/figures/figure_table.ts";
import { htmlRows } from "../../src/report/import/html_rows.ts";
import { pairedPositions, type UnpairedDeal } from "../../src/report/import/paired_positions.ts";
import { printedNumber, printedTime } from "../../src/report/import/printed_number.ts";
import { readTesterReport } from "../../src/report/import/tester_report.ts";
import {
  english,
  foreign,
  testerReportHtml,
  utf16,
  wholly,
} from "../support/tester_report_html.ts";
import type { TesterDeal, TesterReport } from "../support/tester_reports.ts";

const deal = (over: Partial<TesterDeal>): TesterDeal => ({
  time: "2024.01.02 10:00:00",
  type: "buy",
  direction: "in",
  volume: 0.1,
  price: "1.10000",
  commission: 0,
  swap: 0,
  profit: 0,
  balance: 3_000,
  ...over,
});

/** Made by hand, for machines without the market data. */
const report: TesterReport = {
  name: "by hand",
  stats: {
    ...Object.fromEntries(figureNames.map((name) => [figureTable[name].label, "1"])),
    Symbol: "EURUSD",
    Period: "H1 (2024.01.01 - 2024.01.31)",
    Currency: "USD",
    "Initial Deposit": "3 000.00",
    Leverage: "1:100",
    "History Quality": "100%",
    Bars: "100",
    Ticks: "1000",
    Symbols: "1",
    "OnTester result": "7",
    "Total Net Profit": "1 990.00",
    "Equity Drawdown Absolute": "5.00",
    "Equity Drawdown Maximal": "20.00 (0.66%)",
    "Equity Drawdown Relative": "0.70% (19.00)",
    "Margin Level": "1651.25%",
    "Recovery Factor": "99.50",
    "LR Standard Error": "0.42",
  },
  deals: [
    deal({}),
    deal({
      time: "2024.01.02 11:30:05",
      type: "sell",
      direction: "out",
      price: "1.30000",
      profit: 2_000,
      balance: 5_000,
    }),
    deal({ time: "2024.01.03 10:00:00", type: "sell", price: "1.10000", balance: 5_000 }),
    deal({
      time: "2024.01.03 11:00:00",
      direction: "out",
      price: "1.10100",
      profit: -10,
      balance: 4_990,
    }),
  ],
};

for (const [name, language] of Object.entries({ english, foreign, wholly })) {
  Deno.test(`import: a report is read by position, as ${name}`, () => {
    const read = readReportFile("r.html", utf16(testerReportHtml(report, language)));
    assert.ok(read.ok);
    const { about, figures, record, list } = read.value;
    assert.equal(record.deposit, 3_000);
    assert.equal(figures.net, 1_990);
    assert.equal(figures.finalBalance, 4_990);
    assert.equal(about.title, "Sample & Co on EURUSD H1");
    assert.deepEqual(about.currency, { currency: "USD" });
    assert.equal(about.fromMs, Date.UTC(2024, 0, 1));
    assert.deepEqual(list.trades.map(({ side, net }) => [side, net]), [["long", 2_000], [
      "short",
      -10,
    ]]);
    assert.deepEqual(figures.equityDrawdowns, {
      absolute: 5,
      maximal: { amount: 20, percent: 0.66 },
      relative: { amount: 19, percent: 0.7 },
    });
    assert.equal(figures.marginLevel, 1_651.25);
    assert.ok(about.facts.some(({ value }) => value === "fast=12"));
    assert.ok(about.facts.some(({ value }) => value === "slow=50"));
  });
}

Deno.test("import: the differences are told figure by figure", () => {
  const read = readReportFile("r.html", utf16(testerReportHtml(report)));
  assert.ok(read.ok);
  const notes = read.value.about.notes.join("\n");
  assert.match(notes, /figures of MetaTrader's report come out the same/);
  assert.match(
    notes,
    /Gross Profit: MetaTrader prints 1, here it is 2,000\.00, because the formulas/,
  );
  assert.doesNotMatch(notes, /Total Net Profit/);
  assert.doesNotMatch(notes, /Recovery Factor: /);
});

Deno.test("import: a missing deal is told", () => {
  const [first, , ...rest] = report.deals;
  const read = readReportFile(
    "r.html",
    utf16(testerReportHtml({ ...report, deals: [first!, ...rest] })),
  );
  assert.ok(read.ok);
  assert.match(read.value.about.notes.join("\n"), /The balance after deal 3 does not follow/);
});

const whole = testerReportHtml(report);
const bytesOf = (text: string) => new TextEncoder().encode(text);
const unusable: readonly (readonly [what: string, bytes: Uint8Array, said: RegExp])[] = [
  ["half a file", utf16(whole.slice(0, whole.length / 2)), /ends in the middle/],
  ["half a character", utf16(whole).slice(0, -1), /not text in UTF-16LE/],
  [
    "a lone half of a pair",
    utf16(`${whole.slice(0, 400)}\ud800${whole.slice(400)}`),
    /not text in UTF-16LE/,
  ],
  [
    "bytes of a picture",
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0xff, 0xfe),
    /not text in UTF-8/,
  ],
  [
    "another page",
    bytesOf("<html><table><tr><td>1</td></tr></table></html>"),
    /no report of MetaTrader's tester/,
  ],
  ["text", bytesOf("profit: 7"), /neither a report of the bridge nor one of MetaTrader/],
  ["no deals", bytesOf(whole.replaceAll(/2024\.01\.0\d/g, "soon")), /no table of deals/],
];

for (const [what, bytes, said] of unusable) {
  Deno.test(`import: ${what} is told in one sentence`, () => {
    const read = readReportFile("r.html", bytes);
    assert.ok(!read.ok);
    assert.match(read.error, said);
    assert.ok(read.error.startsWith("r.html cannot be used: "));
  });
}

Deno.test("import: UTF-8 and UTF-16 without a mark are read as well", () => {
  for (const bytes of [bytesOf(whole), utf16(whole).slice(2)]) {
    const read = readReportFile("r.html", bytes);
    assert.ok(read.ok && read.value.figures.net === 1_990);
  }
});

Deno.test("import: any cut or change of the text gives a report or a sentence, never an exception", () => {
  fc.assert(
    fc.property(fc.nat(whole.length), fc.nat(200), fc.string(), (at, gone, put) => {
      const read = readTesterReport(whole.slice(0, at) + put + whole.slice(at + gone));
      assert.ok(read.ok || read.error.length > 20);
    }),
    { numRuns: 200 },
  );
});

Deno.test("import: tags without an end are no work without an end", () => {
  const open = "<tr <td <".repeat(200_000);
  assert.deepEqual(htmlRows(open), []);
  assert.equal(htmlRows(`<tr><td>${"<".repeat(500_000)}</td></tr>`).length, 1);
});

Deno.test("import: numbers and times as they are printed", () => {
  assert.equal(printedNumber("-4 719.90"), -4_719.9);
  assert.equal(printedNumber("1\u00a0234\u202f567"), 1_234_567);
  assert.equal(printedNumber("1e5"), null);
  assert.equal(printedNumber(""), null);
  assert.equal(printedTime("2024.02.30 10:00:00"), null);
  assert.equal(printedTime("2024.02.28 10:00:00.250"), Date.UTC(2024, 1, 28, 10) + 250);
});

const unpaired = (over: Partial<UnpairedDeal>): UnpairedDeal => ({
  symbol: "EURUSD",
  isBuy: true,
  entry: "in",
  volume: 1,
  price: 1.1,
  profit: 0,
  ...over,
});

Deno.test("import: a close belongs to the position whose opening explains its profit", () => {
  const out = { entry: "out", isBuy: false } as const;
  const ids = pairedPositions([
    unpaired({ price: 1.1 }),
    unpaired({ ...out, price: 1.2, profit: 10_000 }),
    unpaired({ price: 1.1 }),
    unpaired({ price: 1.3 }),
    unpaired({ ...out, price: 1.4, profit: 10_000 }),
    unpaired({ ...out, price: 1.4, profit: 30_000 }),
  ]);
  assert.deepEqual(ids, ["1", "1", "2", "3", "3", "2"]);
});

Deno.test("import: on a netting account a symbol has one position until it is flat", () => {
  const ids = pairedPositions([
    unpaired({ volume: 1 }),
    unpaired({ volume: 1 }),
    unpaired({ volume: 2, entry: "out", isBuy: false }),
    unpaired({ volume: 1 }),
    unpaired({ volume: 3, entry: "inout", isBuy: false }),
    unpaired({ volume: 2, entry: "out" }),
  ]);
  assert.deepEqual(ids, ["1", "1", "1", "2", "2", "2"]);
});
