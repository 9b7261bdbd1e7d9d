/** Whatever a report file says, it becomes a page, a summary and a table, or one sentence. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { dealEntries, dealTypes } from "../../src/models/deal.ts";
import { compareHtml } from "../../src/report/compare/compare_text.ts";
import { jsonReport } from "../../src/report/document/json_report.ts";
import { readReportFile } from "../../src/report/files/report_file.ts";
import { htmlReport } from "../../src/report/page/html_report.ts";
import { csvTrades } from "../../src/report/text/csv_trades.ts";
import { markdownSummary } from "../../src/report/text/markdown_summary.ts";
import { sampleReport } from "../support/sample_report.ts";

const amount = fc.oneof(
  fc.integer({ min: -100_000, max: 100_000 }).map((cents) => cents / 100),
  fc.constantFrom(0, 1e15, -1e15, 1e-9),
);
const time = fc.oneof(
  fc.integer({ min: 0, max: 2e12 }),
  fc.constantFrom(-8.64e15, 8.64e15, 0),
);
const column = <T>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: 4, maxLength: 4 });
const deal = fc.record({
  position: fc.option(fc.constantFrom("1", "2", "3")),
  symbol: fc.option(fc.constantFrom("EURUSD", "<b>", "")),
  type: fc.constantFrom(...dealTypes),
  entry: fc.constantFrom(...dealEntries),
  volumeLots: fc.constantFrom(0, 0.01, 1, 1e6),
  price: fc.constantFrom(0, 1.1, 1e9),
  profit: amount,
  swap: amount,
  commission: amount,
  brokerMs: time,
  stopLoss: fc.option(fc.constantFrom(0, 1.09)),
});
const file = fc.record({
  kind: fc.constant("mt5-bridge report"),
  version: fc.constant(1),
  about: fc.record({
    title: fc.string(),
    currency: fc.constant({ currency: "USD" }),
    fromMs: time,
    toMs: time,
  }),
  record: fc.record({
    deposit: amount,
    deals: fc.array(deal, { maxLength: 12 }),
    equity: fc.record({
      timeMs: column(time),
      balance: column(fc.option(amount)),
      equity: column(fc.option(amount)),
    }),
  }),
});

Deno.test("report files: any record becomes a page without a figure that is none", () => {
  const other = sampleReport(5);
  fc.assert(
    fc.property(file, (document) => {
      const read = readReportFile("r.json", new TextEncoder().encode(JSON.stringify(document)));
      assert.ok(read.ok, read.ok ? "" : read.error);
      const report = { ...read.value, about: { ...read.value.about, title: "any" } };
      const texts = [
        htmlReport(report),
        compareHtml(report, other),
        markdownSummary(report),
        csvTrades(report.list.trades),
      ];
      for (const text of texts) {
        assert.deepEqual(text.match(/.{0,60}(?:NaN|Infinity|undefined).{0,20}/g), null);
      }
      assert.ok(readReportFile("r.json", new TextEncoder().encode(jsonReport(report))).ok);
    }),
    { numRuns: 100 },
  );
});
