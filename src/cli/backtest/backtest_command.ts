/** `backtest`: tries strategies on past prices and reports what they would have made. */

import { join } from "node:path";
import type { BacktestPlan, PlannedRisk, PlannedStrategy } from "../../backtest/run/plan.ts";
import { type ConfigMistake, mistakeSentence } from "../../config/mistake.ts";
import { currencyDigits } from "../../models/currency.ts";
import { err, ok, type Result, timeframeMs } from "../../models/mod.ts";
import type { Report } from "../../report/report.ts";
import { markdownSummary } from "../../report/text/markdown_summary.ts";
import { retailAccount } from "../../simulation/trading/account_rules.ts";
import type { StrategyChoice } from "../../strategy/runner/runner_messages.ts";
import { builtInStrategies } from "../../strategy/strategies/registry.ts";
import { residentMemory } from "../../../actors/strategy/runner/resident_memory.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { BacktestOptions } from "../arguments/backtest_arguments.ts";
import { type BacktestPrices, backtestPrices } from "./backtest_prices.ts";
import { backtestMemory, runInProcess } from "./backtest_process.ts";
import { historyPrices } from "./backtest_history.ts";
import { backtestReport } from "./backtest_report.ts";
import type { ExitReason } from "../process/exit_codes.ts";
import { historyDir } from "../../history/requested/history_dir.ts";
import { homeFolder, loadRunSettings } from "../settings/load_run_settings.ts";
import { ownProgram } from "../process/own_program.ts";
import type { ProgressLine } from "../console/progress_line.ts";
import { linesOf, reportContent, writeReport } from "./report_command.ts";
import { strategyFolder } from "../settings/strategy_plugins.ts";

/** Decisions that are made once more: a few always, many when asked for. */
const checks = {
  usually: { checkedDecisions: 4, checkedSymbols: 2 },
  asked: { checkedDecisions: 200, checkedSymbols: 1_000 },
} as const;

/** Columns over years of minutes take seconds; a loop without end is no faster. */
const limits = { loadMs: 10_000, columnsMs: 60_000, blockMs: 60_000 };

export async function backtestCommand(
  options: BacktestOptions,
  { say, progress, clock }: {
    readonly say: (lines: readonly string[]) => void;
    readonly progress: ProgressLine;
    readonly clock: Clock;
  },
): Promise<ExitReason> {
  const done = await reported(options, progress, clock);
  progress.end();
  if (!done.ok) {
    say([done.error]);
    return "backtest_failed";
  }
  say(done.value);
  return "ok";
}

async function reported(
  options: BacktestOptions,
  progress: ProgressLine,
  clock: Clock,
): Promise<Result<readonly string[], string>> {
  const prices = await pricesOf(options);
  if (!prices.ok) return prices;
  const made = await madeReport(options, prices.value, {
    clock,
    onProgress: (done, all) => progress.show({ done, all, unit: "bars" }),
  });
  if (!made.ok) return made;
  const report = made.value;
  const text = reportContent(report, options.format);
  const out = options.out ?? (options.format === "html" ? fileOf(options) : null);
  if (out === null) return ok(linesOf(text));
  const written = writeReport(out, text);
  if (!written.ok) return written;
  return ok([...linesOf(markdownSummary(report)), "", `The report is in ${out}`]);
}

/** Runs the backtest in a process without permissions; the error is a sentence. */
export async function madeReport(
  options: BacktestOptions,
  prices: BacktestPrices,
  { clock, onProgress }: {
    readonly clock: Clock;
    onProgress(doneBars: number, allBars: number): void;
  },
): Promise<Result<Report, string>> {
  const choices = strategyChoices(options);
  if (!choices.ok) return choices;
  const plan = planOf(options, prices);
  if (!plan.ok) return plan;
  const finished = await runInProcess({
    ...{ program: ownProgram(), memory: residentMemory(Deno.build.os) },
    ...{ memoryMax: backtestMemory, clock },
    plan: {
      type: "plan",
      plan: plan.value,
      choices: plan.value.strategies.map(({ name }) =>
        choices.value.find((choice) => choice.name === name)!
      ),
      ...checks[options.isChecked ? "asked" : "usually"],
      isTrial: false,
      limits,
    },
    source: prices.source,
    onProgress,
  });
  if (!finished.ok) return finished;
  return backtestReport(options, { plan: plan.value, prices, finished: finished.value });
}

/** The catalogue is in the data folder of the settings. */
async function pricesOf(options: BacktestOptions): Promise<Result<BacktestPrices, string>> {
  const { history, envFile, dataDir } = options;
  if (history === null) return await backtestPrices(options);
  const loaded = loadRunSettings({ envFile, dataDir, symbols: null });
  if (!loaded.ok) return err(settingsSentence(loaded.error));
  const dir = historyDir(loaded.value.settings.store.dataDir);
  return historyPrices(options, { history, dir });
}

function settingsSentence(mistakes: readonly ConfigMistake[]): string {
  return `The settings cannot be used: ${mistakeSentence(mistakes[0]!)}`;
}

/** Built-in strategies by name, others from the folder beside the settings. */
function strategyChoices(options: BacktestOptions): Result<readonly StrategyChoice[], string> {
  const folder = strategyFolder(homeFolder(), options.envFile);
  const choices: StrategyChoice[] = [];
  for (const setting of options.strategies) {
    const plugin = folder.plugins.find(({ name }) => name === setting.name);
    if (plugin !== undefined) {
      if (!plugin.source.ok) return err(`${setting.name} ${plugin.source.error}`);
      choices.push({ ...setting, source: plugin.source.value });
      continue;
    }
    if (!builtInStrategies.some(({ name }) => name === setting.name)) {
      const known = [...builtInStrategies, ...folder.plugins].map(({ name }) => name).join(", ");
      return err(
        `There is no strategy ${setting.name}. There are ${known}; your own are files in ` +
          folder.path,
      );
    }
    choices.push(setting);
  }
  return ok(choices);
}

/** The limits of the settings, for the symbols that are tried; or none of them. */
function riskOf(options: BacktestOptions, prices: BacktestPrices): Result<PlannedRisk, string> {
  if (!options.hasLimits) return ok({ kind: "share", riskPct: options.riskPct ?? 1 });
  const symbols = prices.symbols.map(({ name }) => String(name));
  const loaded = loadRunSettings({ envFile: options.envFile, dataDir: options.dataDir, symbols });
  if (!loaded.ok) {
    return err(`${settingsSentence(loaded.error)}. With --no-limits they are not read`);
  }
  const { risk, symbols: wanted } = loaded.value.settings;
  const { riskPerTradePct } = risk.limits;
  const limits = { ...risk.limits, riskPerTradePct: options.riskPct ?? riskPerTradePct };
  return ok({ kind: "limits", policy: { ...risk, limits, symbols: wanted, tradingMode: "paper" } });
}

/** The error is a sentence. */
export function planOf(
  options: BacktestOptions,
  prices: BacktestPrices,
): Result<BacktestPlan, string> {
  const risk = riskOf(options, prices);
  if (!risk.ok) return risk;
  const timeframe = options.timeframe ?? prices.timeframe;
  if (timeframeMs(timeframe) % timeframeMs(prices.timeframe) !== 0) {
    return err(`--on ${timeframe} cannot be built of ${prices.timeframe} bars`);
  }
  const digits = currencyDigits({ currency: options.currency });
  const strategies: PlannedStrategy[] = prices.symbols.flatMap((_, symbol) =>
    options.strategies.map((setting) => ({ ...setting, symbol, timeframe }))
  );
  return ok({
    rules: {
      ...retailAccount,
      currency: options.currency,
      currencyDigits: digits,
      leverage: options.leverage,
      marginMode: options.isNetting ? "netting" : "hedging",
    },
    depositMinor: Math.round(options.deposit * 10 ** digits),
    symbols: prices.symbols,
    startMs: prices.source.firstMs,
    timeframe: prices.timeframe,
    model: options.model,
    strategies,
    risk: risk.value,
    delay: options.delay,
  });
}

/** Beside the current folder's other files, named by what was tried. */
function fileOf({ strategies, prices, history }: BacktestOptions): string {
  const symbol = history === null
    ? prices[0]!.path.replace(/^.*[\\/]/, "").replace(/\.[^.]*$/, "")
    : history.symbols.slice(0, 3).join("+").replace(/[^\w+.-]/g, "_");
  return join(".", `${strategies.map(({ name }) => name).join("+")}_${symbol}.html`);
}
