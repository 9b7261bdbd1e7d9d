/**
 * Reports: the figures alone, as an optimiser needs them, and a whole page with its pictures, both
 * of 10,000 trades; a genuine tester report in MetaTrader's layout read.
 */

import { figureNames, figureTable } from "../src/report/figures/figure_table.ts";
import { worked } from "../src/report/figures/figures.ts";
import { readTesterReport } from "../src/report/import/tester_report.ts";
import { htmlReport } from "../src/report/page/html_report.ts";
import { reportOf } from "../src/report/report.ts";
import { systemClock } from "../src/runtime/clock.ts";
import { sampleReport } from "../tests/support/sample_report.ts";
import { testerReportHtml } from "../tests/support/tester_report_html.ts";
import type { TesterDeal } from "../tests/support/tester_reports.ts";
import { type BenchLine, median, percentile } from "./measure.ts";

export const name = "report";

const trades = 10_000;

export function run(): readonly BenchLine[] {
  const { about, record, charts = [] } = sampleReport(trades);
  const bare = { deposit: record.deposit, deals: record.deals };
  const html = testerReportHtml({ name: "bench", stats: printedStats(), deals: testerDeals() });
  return [
    measured("figures of 10,000 trades from deals alone", 200, () => worked(bare)),
    measured("the same with equity of 30,001 rows and excursions", 100, () => worked(record)),
    {
      ...measured(
        "a page of 10,000 trades, from deals to HTML",
        10,
        () => htmlReport(reportOf({ about, record, charts })),
      ),
      aim: "p50 < 2000",
    },
    measured("a tester report of 10,000 trades read", 5, () => readTesterReport(html)),
  ];
}

function measured(what: string, samples: number, work: () => unknown): BenchLine {
  work();
  const tookMs = Array.from({ length: samples }, () => {
    const fromMs = systemClock.steadyMs();
    work();
    return systemClock.steadyMs() - fromMs;
  });
  return { what, unit: "ms", median: median(tookMs), p99: percentile(tookMs, 99), samples };
}

function printedStats(): Record<string, string> {
  return {
    ...Object.fromEntries(figureNames.map((figure) => [figureTable[figure].label, "1"])),
    Symbol: "EURUSD",
    Period: "H1 (2024.01.01 - 2024.12.31)",
    Currency: "USD",
    "Initial Deposit": "10 000.00",
    Leverage: "1:100",
    "History Quality": "100%",
    Bars: "1",
    Ticks: "1",
    Symbols: "1",
    "OnTester result": "0",
  };
}

function testerDeals(): TesterDeal[] {
  const rest = {
    volume: 0.1,
    price: "1.10000",
    commission: 0,
    swap: 0,
    profit: 0,
    balance: 10_000,
  };
  return Array.from({ length: trades }, (_, i): TesterDeal[] => {
    const time = new Date(i * 3_600_000).toISOString().slice(0, 19).replaceAll("-", ".")
      .replace("T", " ");
    return [
      { ...rest, time, type: "buy", direction: "in" },
      { ...rest, time, type: "sell", direction: "out" },
    ];
  }).flat();
}
