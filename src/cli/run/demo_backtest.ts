/**
 * A demo shows one backtest on its own prices, so that a newcomer sees a report within the first
 * minute. It is run once for each data folder.
 */

import { backtestRequest } from "../../backtest/requested/backtest_request.ts";
import type { Settings } from "../../config/mod.ts";
import { moneyText } from "../../models/figure_text.ts";
import { err, ok, type Result } from "../../models/result.ts";
import { constantBackoff } from "../../runtime/backoff.ts";
import { retry } from "../../runtime/retry.ts";
import type { System } from "../../system.ts";
import type { InitialSyncOptions } from "./initial_sync.ts";

export interface DemoBacktestOptions extends InitialSyncOptions {
  readonly settings: Settings;
  /** The address of the page. */
  readonly url: string;
}

const lookAgain = constantBackoff(500);
const answer = { timeoutMs: 5_000 };

/** Ends when the report is there, or when it cannot be made. */
export async function demoBacktest(system: System, options: DemoBacktestOptions): Promise<void> {
  const { settings, clock, random, stopping: signal } = options;
  const [strategy] = settings.strategies;
  const symbol = settings.symbols[0];
  const backtest = system.supervisor.peer("backtest");
  const known = await backtest.ask("backtests", {}, answer);
  if (strategy === undefined || symbol === undefined) return;
  if (!known.ok || known.value.length > 0) return;
  const request = backtestRequest.parse({
    strategies: strategy.name,
    symbols: [symbol.symbol],
    timeframe: symbol.timeframe,
    hasLimits: false,
  });
  const asked = await backtest.ask("request_backtest", request, answer);
  if (!asked.ok) return;
  const { id } = asked.value;
  await retry(() => ended(system, id, options), { clock, random, backoff: lookAgain, signal });
}

async function ended(
  system: System,
  id: string,
  { log, url }: DemoBacktestOptions,
): Promise<Result<null, "under_way">> {
  const all = await system.supervisor.peer("backtest").ask("backtests", {}, answer);
  const state = all.ok ? all.value.find((one) => one.id === id)?.state : null;
  if (state?.kind !== "finished") {
    return state === null || state?.kind === "waiting" || state?.kind === "running"
      ? err("under_way")
      : ok(null); // its failure is logged
  }
  const { netProfit, currency, trades } = state.summary;
  log.info("demo_backtest_done", {
    result: moneyText(netProfit, currency),
    trades,
    page: `${url}/api/v1/backtests/${id}/report.html`,
  });
  return ok(null);
}
