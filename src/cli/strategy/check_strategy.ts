/**
 * `check-strategy FILE`: runs a strategy's file over prices, in a process of its own, and tells
 * what is wrong with it, what it would have done, and how long it takes.
 */

import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { err, ok, type Result } from "../../models/mod.ts";
import type { Clock } from "../../runtime/clock.ts";
import { failed, type Finding, passed } from "../../setup/doctor/finding.ts";
import { reportLines } from "../../setup/doctor/report.ts";
import { residentMemory } from "../../../actors/strategy/runner/resident_memory.ts";
import { planOf } from "../backtest/backtest_command.ts";
import { type BacktestPrices, backtestPrices } from "../backtest/backtest_prices.ts";
import { backtestMemory, runInProcess } from "../backtest/backtest_process.ts";
import { codeFinding, entryLines, timeText, trialFindings } from "./check_findings.ts";
import { samplePrices } from "./check_sample.ts";
import type { ExitReason } from "../process/exit_codes.ts";
import { takenNames } from "../settings/ignored_files.ts";
import { homeFolder } from "../settings/load_run_settings.ts";
import { ownProgram } from "../process/own_program.ts";
import type { ProgressLine } from "../console/progress_line.ts";
import type { CheckStrategyOptions } from "../arguments/strategy_arguments.ts";
import { pluginSource } from "../../strategy/files/plugin_source.ts";
import { pluginName, strategyFolder } from "../settings/strategy_plugins.ts";
import { wrapped } from "../console/wrapped_text.ts";

/** Decisions that are made once more over shortened data. */
const checkedDecisions = 40;

/** A turn of the running bridge has 2 s; here all bars have their columns at once. */
const limits = { loadMs: 10_000, columnsMs: 10_000, blockMs: 10_000 };

interface Checked {
  readonly findings: readonly Finding[];
  readonly entries: readonly string[];
}

export async function checkStrategy(
  options: CheckStrategyOptions,
  { say, progress, clock }: {
    readonly say: (lines: readonly string[]) => void;
    readonly progress: ProgressLine;
    readonly clock: Clock;
  },
): Promise<ExitReason> {
  const path = pathOf(options);
  const checked = await checkedFile(path, options, { progress, clock });
  progress.end();
  const { findings, entries } = checked.ok
    ? checked.value
    : { findings: [checked.error], entries: [] };
  say([`  ${path}`, ...reportLines(findings, wrapped), ...entries]);
  return findings.some(({ state }) => state === "failure") ? "strategy_faulty" : "ok";
}

/** A path, or the name of a strategy in the folder. */
function pathOf({ file, envFile }: CheckStrategyOptions): string {
  if (existsSync(file)) return file;
  const named = join(strategyFolder(homeFolder(), envFile).path, `${file.replace(/\.ts$/, "")}.ts`);
  return existsSync(named) ? named : file;
}

/** The error is the one finding that there can be. */
async function checkedFile(
  path: string,
  options: CheckStrategyOptions,
  { progress, clock }: { readonly progress: ProgressLine; readonly clock: Clock },
): Promise<Result<Checked, Finding>> {
  const file = { code: "file", title: "File" };
  if (!existsSync(path)) {
    const { path: folder } = strategyFolder(homeFolder(), options.envFile);
    const remedy = `Give its path, or the name of a file in ${folder}`;
    return err(failed(file, `there is no file ${path}`, remedy));
  }
  const name = pluginName(basename(path));
  if (name === null) {
    return err(failed(file, `${basename(path)} cannot be a strategy's file`, takenNames));
  }
  const source = pluginSource(path, name);
  if (!source.ok) {
    return err(failed(file, `${name} ${source.error}`, "Give the path of a strategy's file"));
  }
  const trial = trialOptions(name, options);
  const prices = await pricesOf(trial, source.value);
  if (!prices.ok) return err(priceFailure(prices.error));
  const plan = planOf(trial, prices.value);
  if (!plan.ok) return err(priceFailure(plan.error));
  const finished = await runInProcess({
    ...{ program: ownProgram(), memory: residentMemory(Deno.build.os) },
    ...{ memoryMax: backtestMemory, clock },
    plan: {
      type: "plan",
      plan: { ...plan.value, strategies: plan.value.strategies.slice(0, 1) },
      choices: [{ name, parameters: {}, source: source.value }],
      ...{ checkedDecisions, checkedSymbols: 1, isTrial: true, limits },
    },
    source: prices.value.source,
    onProgress: (done, all) => progress.show({ done, all, unit: "bars" }),
  });
  const played = pricesFinding(plan.value.strategies[0]!.timeframe, prices.value, options);
  if (!finished.ok) return ok({ findings: [played, codeFinding(finished.error)], entries: [] });
  const trialled = finished.value.trials[0]!;
  return ok({
    findings: [played, ...trialFindings({ finished: finished.value, trial: trialled })],
    entries: entryLines(trialled, prices.value.symbols[0]!.digits),
  });
}

function trialOptions(name: string, { prices, timeframe }: CheckStrategyOptions) {
  return {
    ...{ envFile: null, dataDir: null, strategies: [{ name, parameters: {} }], prices, out: null },
    timeframe: timeframe ?? (prices.length === 0 ? "M15" as const : null),
    ...{ model: "ohlc", format: "md", currency: "USD" } as const,
    ...{ deposit: 10_000, leverage: 100, riskPct: null, spreadPoints: null, commissionPerLot: 0 },
    ...{ isNetting: false, isChecked: false, hasLimits: false, delay: null, history: null },
  };
}

async function pricesOf(
  options: ReturnType<typeof trialOptions>,
  source: string,
): Promise<Result<BacktestPrices, string>> {
  return options.prices.length === 0 ? ok(samplePrices(source)) : await backtestPrices(options);
}

const priceSubject = { code: "prices", title: "Prices" };

function priceFailure(problem: string): Finding {
  return failed(priceSubject, problem, "Without --prices, generated prices are used");
}

function pricesFinding(
  timeframe: string,
  { symbols, source: { firstMs, lastMs } }: BacktestPrices,
  { prices }: CheckStrategyOptions,
): Finding {
  const from = prices.length === 0 ? "generated" : prices.map(({ path }) => path).join(", ");
  const range = `${timeText(firstMs)} to ${timeText(lastMs)}`;
  return passed(priceSubject, `${symbols[0]!.name} ${timeframe}, ${range}, ${from}`);
}
