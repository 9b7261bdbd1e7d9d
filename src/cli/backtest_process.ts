/**
 * Starts the process that runs a backtest, hands it the plan and the prices, and waits for its end.
 * A process that takes too much memory, or says anything that is not a report, is ended.
 */

import type { BacktestOrder, BacktestReport } from "../backtest/run/messages.ts";
import { backtestRunnerCommand } from "../backtest/run/messages.ts";
import { type BarColumns, barFields, err, mapBarColumns, ok, type Result } from "../models/mod.ts";
import { frameOf, RunnerFrameReader } from "../strategy/frames.ts";
import type { OwnProgram } from "../../actors/strategy/spawn_process.ts";

type Plan = Extract<BacktestOrder, { type: "plan" }>;
type Finished = Extract<BacktestReport, { type: "finished" }>;

/** For JavaScript values; prices and columns are outside of it. */
const heapMb = 1_024;

/** A result with some million deals. */
const maxReportBytes = 1_000_000_000;

/** Bars that travel in one message. */
const portionBars = 100_000;

export interface BacktestProcessOptions {
  readonly program: OwnProgram;
  readonly plan: Plan;
  readonly bars: readonly BarColumns[];
  onProgress(doneBars: number, allBars: number): void;
}

/** The error is a sentence. */
export async function runInProcess(
  options: BacktestProcessOptions,
): Promise<Result<Finished, string>> {
  const { path, args } = options.program;
  const child = new Deno.Command(path, {
    args: [...args, backtestRunnerCommand],
    env: { DENO_NO_PROMPT: "1", DENO_V8_FLAGS: `--max-old-space-size=${heapMb}`, NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const lastWords = new Response(child.stderr).text();
  const input = child.stdin.getWriter();
  const sent = send(input, options).catch(() => {}); // its end is reported
  const report = await lastReport(child.stdout, options);
  await sent;
  await input.close().catch(() => {});
  child.stdin; // closed: the process ends by itself
  const { code } = await child.status;
  if (report === null) return err(endOf(code, await lastWords));
  return report.type === "failed" ? err(report.problem) : ok(report);
}

async function send(
  input: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>,
  { plan, bars }: BacktestProcessOptions,
): Promise<void> {
  const post = (order: BacktestOrder) => input.write(frameOf(order));
  await post(plan);
  for (const [symbol, all] of bars.entries()) {
    for (let from = 0; from < all.brokerMs.length; from += portionBars) {
      const portion = mapBarColumns(all, (column) => column.slice(from, from + portionBars));
      await post({ type: "bars", symbol, columns: barFields.map((name) => portion[name]) });
    }
  }
  await post({ type: "run" });
}

/** The report that ends the backtest; null when the process ends without one. */
async function lastReport(
  output: ReadableStream<Uint8Array>,
  { onProgress }: BacktestProcessOptions,
): Promise<Exclude<BacktestReport, { type: "progress" }> | null> {
  const reader = new RunnerFrameReader(maxReportBytes);
  for await (const bytes of output) {
    const reports = reader.take(bytes);
    if (!reports.ok) return { type: "failed", problem: "The strategy's process sent no report" };
    for (const report of reports.value as readonly BacktestReport[]) {
      if (report.type !== "progress") return report;
      onProgress(report.doneBars, report.allBars);
    }
  }
  return null;
}

function endOf(code: number, lastWords: string): string {
  if (/out of memory|heap limit/i.test(lastWords)) {
    return `A strategy took more than ${heapMb} MB of memory`;
  }
  const detail = lastWords.trim().split("\n")[0] ?? "";
  return `The process of the backtest ended with code ${code}: ${detail}`;
}
