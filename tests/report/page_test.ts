/** The HTML of a report and of a comparison: whole, safe, and thinned where there is much. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { compareReports } from "../../src/report/compare/compared_figures.ts";
import { compareHtml, compareMarkdown } from "../../src/report/compare/compare_text.ts";
import { htmlReport } from "../../src/report/page/html_report.ts";
import { axisNumber } from "../../src/report/plots/axis_text.ts";
import { exactScale } from "../../src/report/plots/scale.ts";
import { thinned } from "../../src/report/plots/thinned.ts";
import { reportOf } from "../../src/report/report.ts";
import { sampleReport } from "../support/sample_report.ts";

const titles = [
  ...["Equity", "Figures", "Months", "When it earns", "How long trades last"],
  ...["Floating profit and loss", "Trades on the chart", "Open at a time", "Costs"],
  ...["Where it comes from", "Refused orders", "Settings", "Trades"],
];

const sectionsOf = (html: string) =>
  Array.from(html.matchAll(/<h2>(.*?)<\/h2>/g), ([, title]) => title);

Deno.test("page: every section is there, and nothing is loaded from anywhere", () => {
  const html = htmlReport(sampleReport(60));
  assert.deepEqual(sectionsOf(html), titles);
  assert.match(html, /default-src 'none'/);
  assert.doesNotMatch(html, /<script|<link|<img|<iframe|https?:|url\(|@import/i);
  assert.doesNotMatch(html, /NaN|Infinity|undefined|null/);
});

Deno.test("page: without a trade only what is known is shown", () => {
  const html = htmlReport(sampleReport(0));
  assert.match(html, /Nothing was traded in this time\./);
  assert.deepEqual(sectionsOf(html), [
    "Equity",
    "Figures",
    "Trades on the chart",
    "Refused orders",
    "Settings",
  ]);
  assert.doesNotMatch(html, /NaN|Infinity|undefined|null/);
});

Deno.test("page: deals alone are enough, and the reader is told what is missing", () => {
  const { about, record } = sampleReport(9);
  const html = htmlReport(reportOf({ about, record: { deposit: 10_000, deals: record.deals } }));
  assert.equal(sectionsOf(html)[0], "Balance");
  assert.match(html, /Equity is not known/);
  assert.match(html, /Balance \(USD\)/);
  assert.doesNotMatch(html, /NaN|Infinity|undefined|null/);
});

Deno.test("page: names and comments cannot become code", () => {
  const evil = `</style><script>alert(1)</script>"'&`;
  const report = sampleReport(3, {
    title: evil,
    warnings: [evil],
    notes: [evil],
    facts: [{ name: evil, value: evil }],
  });
  const html = htmlReport({
    ...report,
    refusals: [{ by: "broker", action: evil, reason: evil, count: 1 }],
    charts: report.charts!.map((chart) => ({
      ...chart,
      columns: [{ ...chart.columns[0]!, name: evil }],
    })),
  });
  assert.doesNotMatch(html, /<script/);
  assert.match(html, /&lt;script&gt;alert\(1\)/);
  assert.doesNotMatch(compareHtml(report, report), /<script/);
});

Deno.test("page: it grows with the trades only as far as a reader can see", () => {
  const [some, many] = [2_000, 6_000].map((trades) => htmlReport(sampleReport(trades)).length);
  assert.ok(many! < some! * 1.25, `${some} and ${many} characters`);
});

Deno.test("page: thinning keeps the highest, the lowest, the first and the last row, in order", () => {
  const columns = fc.array(fc.integer({ min: -1_000, max: 1_000 }), {
    minLength: 1,
    maxLength: 6_000,
  });
  fc.assert(
    fc.property(columns, (column) => {
      const values = Float64Array.from(column);
      const rows = thinned(values);
      assert.ok(rows.length <= 2_400 && rows.every((row, i) => i === 0 || row > rows[i - 1]!));
      const kept = rows.map((row) => column[row]!);
      assert.equal(Math.max(...kept), Math.max(...column));
      assert.equal(Math.min(...kept), Math.min(...column));
      assert.deepEqual([rows[0], rows.at(-1)], [0, column.length - 1]);
    }),
    { numRuns: 40 },
  );
});

Deno.test("page: labels of axes are round and short", () => {
  const texts = (from: number, to: number) =>
    exactScale(from, to).ticks(4, axisNumber).map(({ text }) => text);
  assert.deepEqual(texts(0, 1), ["0.0", "0.5", "1.0"]);
  assert.deepEqual(texts(9_000, 13_000), ["9k", "10k", "11k", "12k", "13k"]);
  assert.deepEqual(texts(9_900, 10_100), ["9,900", "9,950", "10,000", "10,050", "10,100"]);
  assert.deepEqual(texts(-2e6, 2e6), ["-2M", "-1M", "0", "1M", "2M"]);
  assert.deepEqual(texts(5, 5).length > 0, true);
});

Deno.test("compare: equal reports are the same in every figure", () => {
  const report = sampleReport(20);
  const { figures, notes } = compareReports(report, report);
  assert.ok(figures.every(({ difference }) => difference === ""));
  assert.deepEqual(notes, ["All 20 trades are the same."]);
});

Deno.test("compare: differences have a sign and the unit of the figure, and the first other trade is told", () => {
  const one = sampleReport(20);
  const deals = one.record.deals.map((deal, i) =>
    i === 7 ? { ...deal, profit: deal.profit - 50 } : deal
  );
  const { about, record } = one;
  const other = reportOf({
    about: { ...about, toMs: about.toMs + 1 },
    record: {
      deposit: 5_000,
      deals,
      ...(record.equity === undefined ? {} : { equity: record.equity }),
    },
  });
  const { figures, notes } = compareReports(one, other);
  const difference = (name: string) => figures.find(({ label }) => label === name)!.difference;
  assert.equal(difference("Total Net Profit"), "-50.00");
  assert.equal(difference("Final balance"), "-5,050.00");
  assert.match(difference("Balance Drawdown Relative"), /^\+\d+\.\d\d%$/);
  assert.equal(difference("Total Trades"), "");
  assert.ok(notes.includes("The deposits differ: compare percents, not amounts."));
  assert.ok(notes.includes("The reports cover different times."));
  assert.match(
    notes.at(-1)!,
    /^The first 3 trades are the same\. Then the first report has short 1 EURUSD/,
  );
  const text = compareMarkdown(one, other);
  assert.match(text, /\| Total Net Profit +\| +[\d.,-]+ \| +[\d.,-]+ \| +-50\.00 \|/);
  assert.match(text, /\| Total Trades +\| +20 \| +20 \| +same \|/);
  assert.match(compareHtml(one, other), /<td class="number">-50\.00<\/td>/);
});

Deno.test("compare: reports whose trades differ from the start, or that have none, say so", () => {
  const { about, record } = sampleReport(2);
  const deals = record.deals.map((deal) => ({ ...deal, symbol: "GBPUSD" }));
  const other = reportOf({ about, record: { deposit: 10_000, deals } });
  const { notes } = compareReports(sampleReport(2), other);
  assert.match(
    notes.at(-1)!,
    /^The trades differ from the first one on: the first report has long/,
  );
  const none = compareReports(sampleReport(0), sampleReport(0));
  assert.deepEqual(none.notes, ["Neither has a trade."]);
});

Deno.test("compare: a report that goes on is told", () => {
  const { notes } = compareReports(sampleReport(2), sampleReport(3));
  assert.match(
    notes.at(-1)!,
    /^The first 2 trades are the same\. Then the first report has no more trades/,
  );
});
