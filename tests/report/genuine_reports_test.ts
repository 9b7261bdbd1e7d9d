/**
 * The figures of genuine reports of MetaTrader's tester, as printed, from their deals alone. The
 * reports are read as MetaTrader saves them, in three languages.
 */

import assert from "node:assert/strict";
import {
  type FigureName,
  figureNames,
  figureTable,
} from "../../src/report/figures/figure_table.ts";
import { importDifferences } from "../../src/report/import/import_differences.ts";
import { readTesterReport } from "../../src/report/import/tester_report.ts";
import { reportOf } from "../../src/report/report.ts";
import { lacks } from "../../tools/test_needs.ts";
import { english, foreign, testerReportHtml, wholly } from "../support/tester_report_html.ts";
import { testerReports } from "../support/tester_reports.ts";

/** What deals do not tell: docs/reports.md says why of each. Equity is taken from the report. */
const notFromDeals: readonly FigureName[] = [
  "equityDrawdownAbsolute",
  "equityDrawdownMaximal",
  "equityDrawdownRelative",
  "marginLevel",
  "sharpeRatio",
  "correlationProfitsMfe",
  "correlationProfitsMae",
  "correlationMfeMae",
];

Deno.test({
  name: "figures: four genuine reports come out to the last printed digit, in any language",
  ignore: lacks("market_data"),
  fn() {
    const reports = testerReports();
    assert.equal(reports.length, 4);
    for (const language of [english, foreign, wholly]) {
      for (const report of reports) {
        const read = readTesterReport(testerReportHtml(report, language));
        assert.ok(read.ok);
        const { printed: ours } = reportOf(read.value.input);
        for (const name of figureNames.filter((one) => !notFromDeals.includes(one))) {
          const printed = report.stats[figureTable[name].label]?.replaceAll(" ", "");
          assert.equal(ours[name]?.replaceAll(/[ ,]/g, ""), printed, `${report.name}: ${name}`);
        }
        const [first, second] = importDifferences(read.value.printed, ours);
        assert.match(first!, /^33 figures of MetaTrader's report come out the same/);
        assert.match(second!, /^Drawdowns of equity .* are taken from the report/);
      }
    }
  },
});
