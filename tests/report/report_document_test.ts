/** Reports as JSON, CSV and Markdown, and what is said of files that are no reports. */

import assert from "node:assert/strict";
import { jsonReport } from "../../src/report/document/json_report.ts";
import { readReportFile } from "../../src/report/files/report_file.ts";
import { type ReportInput, reportOf } from "../../src/report/report.ts";
import { csvTrades } from "../../src/report/text/csv_trades.ts";
import { markdownSummary } from "../../src/report/text/markdown_summary.ts";
import { ticket } from "../../src/models/ticket.ts";
import { dealsWithResults, reportDeal } from "../support/report_deals.ts";

const deals = dealsWithResults([100, -50, 30]);
const input: ReportInput = {
  about: {
    title: "breakout on *EURUSD* M15",
    currency: { currency: "USD" },
    fromMs: deals[0]!.brokerMs,
    toMs: deals.at(-1)!.brokerMs,
    facts: [{ name: "fast", value: "12" }],
    warnings: ["A month is missing."],
    notes: ["Spreads are those of the data."],
  },
  record: {
    deposit: 1_000,
    deals,
    equity: {
      timeMs: Float64Array.of(deals[0]!.brokerMs, deals.at(-1)!.brokerMs),
      balance: Float64Array.of(1_000, 1_080),
      equity: Float64Array.of(990, 1_080),
      marginLevel: Float64Array.of(500, NaN),
    },
    details: new Map([[ticket<never>("1"), { bestProfit: 120, worstProfit: -10 }]]),
  },
  charts: [{
    symbol: "EURUSD",
    timeframe: "M15",
    digits: 5,
    timeMs: Float64Array.of(0, 1),
    open: Float64Array.of(1, 1),
    high: Float64Array.of(2, 2),
    low: Float64Array.of(1, 1),
    close: Float64Array.of(2, 2),
    columns: [{ name: "fast", values: Float64Array.of(NaN, 1), isPrice: true }],
  }],
  refusals: [{ by: "risk", action: "a, enter", reason: "Daily loss limit", count: 2 }],
};
const report = reportOf(input);
const bytesOf = (text: string) => new TextEncoder().encode(text);

Deno.test("report files: what JSON holds comes back whole", () => {
  const read = readReportFile("r.json", bytesOf(jsonReport(report)));
  assert.ok(read.ok);
  assert.deepEqual(read.value, {
    ...report,
    record: { ...report.record, deals: deals.map((deal) => ({ ...deal, stopLoss: null })) },
  });
});

/** The file as it is, with one part of it replaced. */
function altered(from: string, to: string): string {
  const text = jsonReport(report);
  assert.ok(text.includes(from), from);
  return text.replace(from, to);
}

const unusable: readonly (readonly [what: string, text: string, said: RegExp])[] = [
  ["nothing", "", /^r\.json is empty\./],
  ["half a file", jsonReport(report).slice(0, 900), /not complete JSON/],
  ["other JSON", "[]", /it is not a report/],
  ["null", "null", /it is not a report/],
  ["a later version", altered('"version":1', '"version":2'), /report version 2, this one reads 1/],
  [
    "no number",
    altered('"deposit":1000,"deals"', '"deposit":"much","deals"'),
    /record\.deposit is wrong/,
  ],
  [
    "no position",
    altered('"position":"1"', '"position":"one"').replaceAll('"position":"1"', '"position":"one"'),
    /position is wrong/,
  ],
  ["an endless time", altered('"toMs":', '"toMs":1e30,"x":'), /about\.toMs is wrong/],
  [
    "a row without a time",
    altered('"equity":{"timeMs":[', '"equity":{"timeMs":[null,'),
    /timeMs\.0 is wrong/,
  ],
  [
    "columns of two lengths",
    altered('"balance":[1000,1080]', '"balance":[1000]'),
    /differ in length/,
  ],
  [
    "a short column",
    altered('"values":[null,1]', '"values":[1]'),
    /chart of EURUSD differ in length/,
  ],
];

for (const [what, text, said] of unusable) {
  Deno.test(`report files: ${what} is told in one sentence`, () => {
    const read = readReportFile("r.json", bytesOf(text));
    assert.ok(!read.ok);
    assert.match(read.error, said);
    assert.equal(read.error.includes("\n"), false);
  });
}

Deno.test("report files: the trades as CSV, without formulas", () => {
  const [first, ...rest] = report.list.trades;
  const csv = csvTrades([{ ...first!, comment: '=1+"2"' }, ...rest]);
  const lines = csv.split("\r\n");
  assert.equal(lines.length, 5);
  assert.match(lines[0]!, /^position,symbol,side,lots,open_time,/);
  assert.match(lines[1]!, /^1,EURUSD,long,1,2024-01-01 10:00:00,1\.1,2024-01-01 10:01:00,/);
  assert.ok(lines[1]!.endsWith(`"'=1+""2"""`), lines[1]);
});

Deno.test("report files: a summary for a chat has the figures and no foreign emphasis", () => {
  const summary = markdownSummary(report);
  assert.match(summary, /breakout on \\\*EURUSD\\\* M15/);
  assert.match(summary, /Result \+80\.00 USD \(8 %\)/);
  assert.match(summary, /3 trades, 66\.7 % won, profit factor 2\.60, \+26\.67 USD a trade/);
  assert.match(summary, /Largest drawdown of equity 10\.00 USD \(1 %\), recovery factor 8\.00/);
  assert.match(summary, /Refused by risk checks: 2 orders/);
  assert.match(summary, /Spreads are those of the data\./);
});

Deno.test("report files: a summary counts what opening deals were charged, too", () => {
  const costly = [10, -15, 10].flatMap((profit, index) => {
    const [position, minute] = [index + 1, 2 * index];
    return [
      reportDeal({ position, minute, commission: -4 }),
      reportDeal({ position, minute: minute + 1, entry: "out", type: "sell", profit }),
    ];
  });
  const { equity: _, details: __, ...record } = { ...input.record, deals: costly };
  const losing = reportOf({ ...input, record });
  assert.equal(losing.figures.net, 5); // by MetaTrader's formula
  const summary = markdownSummary(losing);
  assert.match(summary, /Result -7\.00 USD/);
  assert.match(summary, /3 trades, 66\.7 % won, profit factor 0\.63, -2\.33 USD a trade/);
});

Deno.test("report files: a summary has its warnings before any figure", () => {
  assert.match(
    markdownSummary(report),
    /^\*\*breakout .*\n\n- \*\*Warning: A month is missing\.\*\*/,
  );
});

Deno.test("report files: a summary tells refusals of the broker from those of risk", () => {
  const enter = (by: "broker" | "risk" | "order", reason: string, count: number) => (
    { by, action: "a, enter", reason, count }
  );
  const refusals = [
    ...[enter("risk", "halted", 3), enter("broker", "Invalid volume", 9)],
    ...[enter("broker", "Not enough money", 2_640), enter("order", "no such position", 1)],
    { ...enter("broker", "Not enough money", 10), action: "b, enter" },
  ];
  const summary = markdownSummary(reportOf({ ...input, refusals }));
  assert.match(
    summary,
    /Refused by the broker: 2,659 orders \(Not enough money, 2,650 times; Invalid volume, 9 times\)/,
  );
  assert.match(summary, /Refused by risk checks: 3 orders \(halted, 3 times\)/);
  assert.match(summary, /Not carried out: 1 action \(no such position, 1 time\)/);
});

Deno.test("report files: a summary without a trade says so", () => {
  const nothing = reportOf({ about: input.about, record: { deposit: 1_000, deals: [] } });
  assert.match(markdownSummary(nothing), /- No trades\n/);
});

Deno.test("report files: what opening deals were charged is told, and costs are split", () => {
  const charged = deals.map((deal) => deal.entry === "in" ? { ...deal, commission: -2 } : deal);
  const details = new Map([[ticket<never>("1"), { spreadCost: 3 }], [ticket<never>("2"), {
    spreadCost: 4,
    slippageCost: -1,
  }]]);
  const made = reportOf({
    about: input.about,
    record: { deposit: 1_000, deals: charged, details },
  });
  assert.match(markdownSummary(made), /counts closing deals, as MetaTrader does: -6\.00 USD that/);
  assert.match(markdownSummary(made), /Equity is not known/);
  assert.doesNotMatch(markdownSummary(report), /counts closing deals|Equity is not known/);
  assert.deepEqual(made.costs, { commission: 6, swap: 0, spread: 7, slippage: -1 });
});
