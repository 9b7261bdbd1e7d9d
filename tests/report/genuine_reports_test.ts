/** The figures of genuine reports of MetaTrader's tester, as printed, from their deals alone. */

import assert from "node:assert/strict";
import { brokerMs } from "../../src/models/time.ts";
import { ticket } from "../../src/models/ticket.ts";
import type { Drawdowns } from "../../src/report/figures/drawdown.ts";
import {
  type FigureName,
  figureNames,
  figureTable,
} from "../../src/report/figures/figure_table.ts";
import { worked } from "../../src/report/figures/figures.ts";
import { printedFigures } from "../../src/report/figures/printed_figures.ts";
import type { ReportDeal } from "../../src/report/trades/report_deal.ts";
import { lacks } from "../../tools/test_needs.ts";
import { printedNumber, type TesterReport, testerReports } from "../support/tester_reports.ts";

/** What deals do not tell: docs/reports.md says why of each. */
const notFromDeals: readonly FigureName[] = [
  "equityDrawdownAbsolute",
  "equityDrawdownMaximal",
  "equityDrawdownRelative",
  "marginLevel",
  "sharpeRatio",
  "correlationProfitsMfe",
  "correlationProfitsMae",
  "correlationMfeMae",
  // A report does not say which deals belong to one position.
  "shortestHolding",
  "longestHolding",
  "averageHolding",
];

/** Equity is not in the deals, but the recovery factor must follow from its printed drawdown. */
function printedEquityDrawdowns({ stats }: TesterReport): Drawdowns {
  const [amount = "", percent = ""] = stats["Equity Drawdown Maximal"]!.split(/[(%]/);
  const maximal = { amount: printedNumber(amount), percent: printedNumber(percent) };
  return { absolute: 0, maximal, relative: maximal };
}

function dealsOf({ stats, deals }: TesterReport): ReportDeal[] {
  return deals.map(({ time, type, direction, volume, price, ...money }) => ({
    position: ticket("1"),
    symbol: stats.Symbol!,
    type,
    entry: direction === "in/out" ? "inout" : direction,
    volumeLots: volume,
    price: Number(price),
    ...money,
    fee: 0,
    reason: "expert",
    comment: "",
    brokerMs: brokerMs(Date.parse(`${time.replaceAll(".", "-").replace(" ", "T")}Z`)),
  }));
}

Deno.test({
  name: "figures: four genuine reports come out to the last printed digit",
  ignore: lacks("market_data"),
  fn() {
    const reports = testerReports();
    assert.equal(reports.length, 4);
    for (const report of reports) {
      const { figures } = worked({
        deposit: printedNumber(report.stats["Initial Deposit"]!),
        deals: dealsOf(report),
        equityDrawdowns: printedEquityDrawdowns(report),
      });
      const ours = printedFigures(figures, 2);
      for (const name of figureNames.filter((one) => !notFromDeals.includes(one))) {
        const printed = report.stats[figureTable[name].label]?.replaceAll(" ", "");
        assert.equal(ours[name]?.replaceAll(/[ ,]/g, ""), printed, `${report.name}: ${name}`);
      }
    }
  },
});
