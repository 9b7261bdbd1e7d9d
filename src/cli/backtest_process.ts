/**
 * Starts the process that runs a backtest, hands it the plan and the prices, and waits for its end.
 * A process that takes too much memory, or says anything that is not a report, is ended.
 */

import type { PointTicks } from "../backtest/ticks/point_bars.ts";
import type { BacktestOrder, BacktestReport } from "../backtest/run/messages.ts";
import { backtestRunnerCommand } from "../backtest/run/messages.ts";
import { type BarColumns, barFields, err, mapBarColumns, ok, type Result } from "../models/mod.ts";
import { frameOf, RunnerFrameReader } from "../strategy/frames.ts";
import type { Clock, TimerId } from "../runtime/clock.ts";
import type { ResidentMemory } from "../../actors/strategy/resident_memory.ts";
import { runnerEnvironment } from "../../actors/strategy/runner_environment.ts";
import type { OwnProgram } from "../runtime/own_program.ts";

type Plan = Extract<BacktestOrder, { type: "plan" }>;
type Finished = Extract<BacktestReport, { type: "finished" }>;

/** For JavaScript values; prices and columns are outside of it. */
const heapMb = 1_024;

/** For the whole process, with prices and columns. */
const residentMb = 4_096;

/** How often its memory is looked at. */
const lookMs = 100;

/** A result with some million deals. */
const maxReportBytes = 1_000_000_000;

/** Bars that travel in one message. */
const portionBars = 100_000;
const portionTicks = 500_000;

export interface BacktestProcessOptions {
  readonly program: OwnProgram;
  readonly memory: ResidentMemory;
  readonly clock: Clock;
  readonly plan: Plan;
  readonly bars: readonly BarColumns[];
  readonly ticks?: readonly PointTicks[];
  onProgress(doneBars: number, allBars: number): void;
}

/** The error is a sentence. */
export async function runInProcess(
  options: BacktestProcessOptions,
): Promise<Result<Finished, string>> {
  const { path, args } = options.program;
  const child = new Deno.Command(path, {
    args: [...args, backtestRunnerCommand],
    clearEnv: true,
    env: runnerEnvironment([], heapMb),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const lastWords = new Response(child.stderr).text();
  const memory = new MemoryWatch(options, child);
  void send(child.stdin.getWriter(), options).catch(() => {}); // its end is reported
  const report = await lastReport(child.stdout, options);
  memory.stop();
  if (report !== null) end(child); // it has said what there is to say
  const { code } = await child.status;
  if (memory.isExceeded) return err(`A strategy took more than ${residentMb} MB of memory`);
  if (report === null) return err(endOf(code, await lastWords));
  return report.type === "failed" ? err(report.problem) : ok(report);
}

/** Ends a process whose memory grows beyond the limit. */
class MemoryWatch {
  isExceeded = false;
  readonly #options: BacktestProcessOptions;
  readonly #child: Deno.ChildProcess;
  #timer: TimerId;

  constructor(options: BacktestProcessOptions, child: Deno.ChildProcess) {
    this.#options = options;
    this.#child = child;
    this.#timer = options.clock.setTimeout(() => this.#look(), lookMs);
  }

  stop(): void {
    this.#options.clock.clearTimeout(this.#timer);
  }

  #look(): void {
    const { memory, clock } = this.#options;
    if ((memory(this.#child.pid) ?? 0) > residentMb * 1_048_576) {
      this.isExceeded = true;
      return end(this.#child);
    }
    this.#timer = clock.setTimeout(() => this.#look(), lookMs);
  }
}

function end(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // it has already ended
  }
}

async function send(
  input: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>,
  { plan, bars, ticks = [] }: BacktestProcessOptions,
): Promise<void> {
  const post = (order: BacktestOrder) => input.write(frameOf(order));
  await post(plan);
  for (const [symbol, all] of bars.entries()) {
    for (let from = 0; from < all.brokerMs.length; from += portionBars) {
      const portion = mapBarColumns(all, (column) => column.slice(from, from + portionBars));
      await post({ type: "bars", symbol, columns: barFields.map((name) => portion[name]) });
    }
  }
  for (const [symbol, { brokerMs, bid, ask }] of ticks.entries()) {
    for (let from = 0; from < brokerMs.length; from += portionTicks) {
      const columns = [brokerMs, bid, ask].map((column) =>
        Float64Array.from(column.subarray(from, from + portionTicks))
      );
      await post({ type: "ticks", symbol, columns });
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
