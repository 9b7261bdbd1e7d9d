/**
 * The scheduled jobs as data: which request goes to which actor, how often, and with which
 * priority.
 */

import type { Settings } from "../src/config/mod.ts";
import {
  type AssetClass,
  assetClasses,
  err,
  ok,
  type Result,
  type WantedSymbol,
} from "../src/models/mod.ts";
import type { Clock } from "../src/runtime/clock.ts";
import type { Job, JobTask } from "../src/runtime/scheduler/job.ts";
import { hasPaper } from "./actor_configs.ts";
import type { AnyPeer, PeerOf } from "./actor_map.ts";

export interface JobOptions {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly peer: AnyPeer;
  /** The symbols of all accounts, now. */
  readonly wanted: () => readonly WantedSymbol[];
}

/** Old rows are deleted once an hour, in small portions. */
const pruneIntervalMs = 3_600_000;

/** Brokers change levels, volumes and sessions; the terminal reports most changes itself. */
const termsIntervalMs = 60_000;

/** Figures and times of the economic calendar change around a release. */
const calendarIntervalMs = 60_000;

const reportIntervalMs = 60_000;

/** Rows of the mirror that one run compares: a few seconds of work. */
const checkedRowsMax = 100_000;

/**
 * Bars are analysed as soon as they are stored; the job finds those that were left out because the
 * store did not reply.
 */
const analysisIntervalMs = 5_000;

/**
 * Symbols whose calls are sent before their tasks run: a terminal handles many calls in one timer
 * event.
 */
const readAheadSymbols = 64;

/** A failed fetch is retried at once and once more soon; after that, the next run is the retry. */
const fetchRetry = { limit: 2, backoff: { firstMs: 250, factor: 4, maxMs: 1_000, jitter: 0.2 } };

export function defaultJobs(options: JobOptions): Job[] {
  const { settings, clock, peer } = options;
  const { intervals, tasks } = settings;
  const ask = { timeoutMs: tasks.timeoutMs };
  const analyze = (assetClass: AssetClass): Job => ({
    name: `analyze_${assetClass}`,
    every: { intervalMs: analysisIntervalMs },
    priority: "NORMAL",
    run: async () => {
      const timeoutMs = Math.min(ask.timeoutMs, analysisIntervalMs);
      const answer = await peer("strategy").ask("analyze", { assetClass }, { timeoutMs });
      // A longer analysis continues in the background.
      const { error } = answer.ok ? { error: null } : answer;
      return error?.code === "ask_timeout" && error.peer === "strategy" ? ok(null) : answer;
    },
  });
  return [
    {
      name: "update_risk",
      every: { intervalMs: intervals.riskUpdateMs },
      priority: "CRITICAL",
      run: () => peer("risk").ask("update_risk", {}, ask),
    },
    {
      name: "sync_metrics",
      every: { intervalMs: intervals.metricsSyncMs },
      priority: "HIGH",
      run: async () => {
        const connected = firstFailure(await peer("mt5").ask("sync_metrics", {}, ask));
        if (!hasPaper(settings) || !connected.ok) return connected;
        return firstFailure(await peer("paper").ask("sync_metrics", {}, ask));
      },
    },
    {
      name: "sync_trades",
      every: { intervalMs: intervals.tradesSyncMs },
      priority: "HIGH",
      run: async () => firstFailure(await peer("trade").ask("sync_trades", {}, ask)),
    },
    ...marketJobs(options),
    ...analysedClasses(settings).map(analyze),
    {
      name: "report_accounts",
      every: { intervalMs: reportIntervalMs },
      priority: "LOW",
      run: () => peer("risk").ask("report_accounts", {}, ask),
    },
    {
      name: "prune_store",
      every: { intervalMs: pruneIntervalMs },
      priority: "LOW",
      run: () => peer("database").ask("prune", { nowMs: clock.nowMs() }, ask),
    },
    ...mirrorJobs(options),
  ];
}

/** With ACCOUNTS, one that wants another class may be added while the program runs. */
function analysedClasses({ accounts, symbols }: Settings): readonly AssetClass[] {
  const wanted = new Set(symbols.map(({ assetClass }) => assetClass));
  return assetClasses.filter((one) => one === "forex" || accounts.length > 0 || wanted.has(one));
}

/** Terms, calendar and prices of the terminals. */
function marketJobs({ settings, peer, wanted }: JobOptions): Job[] {
  const { intervals } = settings;
  const ask = { timeoutMs: settings.tasks.timeoutMs };
  return [
    {
      name: "sync_terms",
      every: { intervalMs: termsIntervalMs },
      priority: "NORMAL",
      run: async () => firstFailure(await peer("mt5").ask("sync_terms", {}, ask)),
    },
    {
      name: "sync_calendar",
      every: { intervalMs: calendarIntervalMs },
      priority: "LOW",
      run: async () => firstFailure(await peer("mt5").ask("sync_calendar", {}, ask)),
    },
    {
      name: "fetch_prices",
      every: { intervalMs: intervals.priceFetchMs },
      priority: "NORMAL",
      retry: fetchRetry,
      tasks: () => fetchTasks(wanted(), { settings, price: peer("price") }),
    },
  ];
}

function mirrorJobs({ settings: { postgres, intervals, tasks }, peer }: JobOptions): Job[] {
  const { mirrorCheckMs: intervalMs } = intervals;
  if (postgres === null || intervalMs === 0) return [];
  const ask = { timeoutMs: tasks.timeoutMs };
  return [{
    name: "check_mirror",
    every: { intervalMs },
    priority: "LOW",
    run: () => {
      // Rows that wait to be sent come first, however long that takes.
      const wanted = { rowsMax: checkedRowsMax, budgetMs: tasks.timeoutMs / 2 };
      return peer("database").ask("check_mirror", wanted, ask);
    },
  }];
}

/**
 * One task per symbol. The first names the symbols that follow; each later one adds the next
 * symbol.
 */
function fetchTasks(
  wanted: readonly WantedSymbol[],
  { settings, price }: { readonly settings: Settings; readonly price: PeerOf<"price"> },
): JobTask[] {
  const symbols = [...new Set(wanted.map(({ symbol }) => symbol))];
  return symbols.map((symbol, index) => ({
    name: `fetch_prices ${symbol}`,
    run: async () => {
      const reach = index + readAheadSymbols;
      const readAhead = symbols.slice(index === 0 ? 1 : reach, reach + 1);
      const timeoutMs = settings.tasks.timeoutMs;
      const fetched = await price.ask("fetch_prices", { symbol, readAhead }, { timeoutMs });
      // Without a terminal there is nothing to do, which is not a failure.
      return !fetched.ok && fetched.error.code === "no_terminal" ? ok(null) : fetched;
    },
  }));
}

/** The first failure among several results; the results themselves when there is none. */
function firstFailure<T, E, A>(
  answer: Result<readonly Result<T, E>[], A>,
): Result<readonly Result<T, E>[], E | A> {
  if (!answer.ok) return answer;
  const failed = answer.value.find((result) => !result.ok);
  return failed === undefined || failed.ok ? answer : err(failed.error);
}
