/**
 * The process of a backtest that was asked for through the API: reads what is wanted from the
 * folder of the backtest, says how far it is on its standard output, and writes the reports there.
 * It ends when its standard input closes, which is when the bridge that started it has ended.
 */

import { dirname, join } from "node:path";
import { BacktestFolders, reportFiles } from "../../backtest/requested/backtest_folders.ts";
import type { BacktestRequest } from "../../backtest/requested/backtest_request.ts";
import type { JobMessage } from "../../backtest/requested/job_message.ts";
import type { BacktestSummary } from "../../backtest/requested/requested_backtest.ts";
import { copiedPrices } from "../../backtest/requested/requested_prices.ts";
import { strategyList } from "../../config/trading_kinds.ts";
import { err, ok, type Result } from "../../models/mod.ts";
import { systemClock } from "../../runtime/clock.ts";
import type { Report } from "../../report/report.ts";
import type { BacktestOptions, HistoryPrices } from "../arguments/backtest_arguments.ts";
import { madeReport } from "./backtest_command.ts";
import { historyPrices } from "./backtest_history.ts";
import { historyDir } from "../../history/requested/history_dir.ts";
import { endWithInput, sayMessage, yieldToOthers } from "../process/job_output.ts";
import { reportContent, writeReport } from "./report_command.ts";

/** `folder` is the folder of the backtest. */
export async function serveRequestedBacktest(
  folder: string,
  envFile: string | null,
): Promise<void> {
  yieldToOthers();
  void endWithInput();
  const result = await reported(folder, envFile);
  say(
    result.ok
      ? { type: "finished", summary: result.value }
      : { type: "failed", problem: result.error },
  );
}

function say(message: JobMessage): void {
  sayMessage(message);
}

async function reported(
  folder: string,
  envFile: string | null,
): Promise<Result<BacktestSummary, string>> {
  const dataDir = dirname(dirname(folder));
  const asked = new BacktestFolders(dataDir).read().backtests
    .find(({ id }) => join(dataDir, "backtests", id) === folder);
  if (asked === undefined) return err(`${folder} holds no backtest that can be read`);
  const { request } = asked;
  const dir = request.prices === "stored" ? copiedPrices(folder) : historyDir(dataDir);
  const options = optionsOf(request, envFile);
  const prices = historyPrices(options, { history: options.history, dir });
  if (!prices.ok) return prices;
  const report = await madeReport(options, prices.value, {
    clock: systemClock,
    onProgress: (doneBars, allBars) => say({ type: "progress", doneBars, allBars }),
  });
  if (!report.ok) return report;
  for (const form of ["json", "html"] as const) {
    const text = reportContent(report.value, form);
    const written = writeReport(join(folder, reportFiles[form]), text);
    if (!written.ok) return written;
  }
  return ok(summaryOf(report.value));
}

function optionsOf(
  request: BacktestRequest,
  envFile: string | null,
): BacktestOptions & { readonly history: HistoryPrices } {
  const { symbols, from, to, prices: _prices, ...same } = request;
  const momentOf = (day: string | null) => day === null ? null : Date.parse(day);
  const time = { fromMs: momentOf(from), toMs: momentOf(to) };
  return {
    ...same,
    envFile,
    dataDir: null,
    strategies: strategyList.schema.parse(request.strategies),
    prices: [],
    delay: null,
    history: { symbols, ...time, source: null, terms: "own_or_usual" },
    format: "html",
    out: null,
  };
}

function summaryOf({ about, figures }: Report): BacktestSummary {
  const { title, currency, fromMs, toMs, warnings } = about;
  const notes = [...warnings, ...about.notes];
  const falls = figures.equityDrawdowns ?? figures.balanceDrawdowns;
  return {
    ...{ title, fromMs, toMs, notes, currency: currency.currency },
    trades: figures.trades,
    netProfit: figures.net,
    profitFactor: finite(figures.profitFactor),
    winningPct: figures.trades === 0 ? null : figures.won / figures.trades * 100,
    maxDrawdownPct: finite(falls.relative.percent),
    sharpe: finite(figures.sharpe),
  };
}

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
