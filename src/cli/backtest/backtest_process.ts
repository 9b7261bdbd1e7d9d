/**
 * Starts the process that runs a backtest, hands it the plan, the series that it asks for and the
 * prices page by page, and waits for its end. A process that takes too much memory, or says
 * anything that is not a report, is ended.
 */

import { z } from "zod";
import type { BacktestOrder, BacktestReport } from "../../backtest/run/messages.ts";
import { backtestRunnerCommand } from "../../backtest/run/messages.ts";
import type { PagedPrices } from "../../backtest/run/paged_prices.ts";
import { err, ok, type Result, timeframes } from "../../models/mod.ts";
import { frameOf, RunnerFrameReader } from "../../strategy/runner/frames.ts";
import type { Clock, TimerId } from "../../runtime/clock.ts";
import type { ResidentMemory } from "../../../actors/strategy/runner/resident_memory.ts";
import { runnerEnvironment } from "../../../actors/strategy/runner/runner_environment.ts";
import type { OwnProgram } from "../../runtime/own_program.ts";
import { pageOrders, seriesOrders } from "./backtest_orders.ts";

type Plan = Extract<BacktestOrder, { type: "plan" }>;
type Finished = Extract<BacktestReport, { type: "finished" }>;
type Ended = Extract<BacktestReport, { type: "finished" | "failed" }>;
type Wanted = Extract<BacktestReport, { type: "wanted" }>;

/** How much memory a process may take. */
export interface BacktestMemory {
  /** For JavaScript values; prices and columns are outside of it. */
  readonly heapMb: number;
  /** For the whole process, with prices and columns. */
  readonly residentMb: number;
}

export const backtestMemory: BacktestMemory = { heapMb: 1_024, residentMb: 4_096 };

/** How often its memory is looked at. */
const lookMs = 100;

/** A result with some million deals. */
const maxReportBytes = 1_000_000_000;

export interface BacktestProcessOptions {
  readonly program: OwnProgram;
  readonly memory: ResidentMemory;
  readonly memoryMax: BacktestMemory;
  readonly clock: Clock;
  readonly plan: Plan;
  readonly source: PagedPrices;
  onProgress(doneBars: number, allBars: number): void;
}

/** The error is a sentence. */
export async function runInProcess(
  options: BacktestProcessOptions,
): Promise<Result<Finished, string>> {
  const { program: { path, args }, memoryMax: { heapMb, residentMb } } = options;
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
  const orders = new OrderSender(options, child);
  orders.start();
  const report = await lastReport(child.stdout, options, (wanted) => orders.answer(wanted));
  memory.stop();
  if (report !== null) end(child); // it has said what there is to say
  const { code } = await child.status;
  if (orders.problem !== null) return err(orders.problem);
  if (memory.isExceeded) return err(`A strategy took more than ${residentMb} MB of memory`);
  if (report === null) return err(endOf(code, await lastWords, heapMb));
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
    const { memory, memoryMax, clock } = this.#options;
    if ((memory(this.#child.pid) ?? 0) > memoryMax.residentMb * 1_048_576) {
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

/** Sends orders one after another; each waits until the process has taken it. */
class OrderSender {
  /** Why prices could not be read, in a sentence. */
  problem: string | null = null;
  readonly #options: BacktestProcessOptions;
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;

  constructor(options: BacktestProcessOptions, child: Deno.ChildProcess) {
    this.#options = options;
    this.#child = child;
    this.#input = child.stdin.getWriter();
  }

  start(): void {
    void this.#send([ok(this.#options.plan)]);
  }

  /** Sends the series that it wants, then all pages. */
  answer({ series }: Wanted): void {
    const { plan: { plan }, source } = this.#options;
    void this.#send(seriesOrders(source, series)).then(() => this.#send(pageOrders(source, plan)));
  }

  async #send(orders: Iterable<Result<BacktestOrder, string>>): Promise<void> {
    for (const order of orders) {
      if (!order.ok) {
        this.problem = order.error;
        return end(this.#child);
      }
      const isTaken = await this.#input.write(frameOf(order.value)).then(() => true, () => false);
      if (!isTaken) return; // the end of the process is reported
    }
  }
}

/** The report that ends the backtest; null when the process ends without one. */
async function lastReport(
  output: ReadableStream<Uint8Array>,
  { onProgress, source }: BacktestProcessOptions,
  onWanted: (wanted: Wanted) => void,
): Promise<Ended | null> {
  const reader = new RunnerFrameReader(maxReportBytes);
  let hasAsked = false;
  for await (const bytes of output) {
    const reports = reader.take(bytes);
    if (!reports.ok) return noReport;
    for (const report of reports.value as readonly BacktestReport[]) {
      if (report.type === "wanted") {
        if (hasAsked || !isAnswerable(report, source)) return noReport;
        hasAsked = true;
        onWanted(report);
      } else if (report.type === "progress") onProgress(report.doneBars, source.barsAtMost);
      else return report;
    }
  }
  return null;
}

const noReport: Ended = { type: "failed", problem: "The strategy's process sent no report" };

const wantedSeries = z.array(z.object({ symbol: z.int(), timeframe: z.enum(timeframes) }));

/** The trader's files run in the process, so what it asks for may be anything. */
function isAnswerable({ series }: Wanted, { symbols }: PagedPrices): boolean {
  const wanted = wantedSeries.safeParse(series);
  return wanted.success && wanted.data.every(({ symbol }) => symbols[symbol] !== undefined);
}

function endOf(code: number, lastWords: string, heapMb: number): string {
  if (/out of memory|heap limit/i.test(lastWords)) {
    return `A strategy took more than ${heapMb} MB of memory`;
  }
  const detail = lastWords.trim().split("\n")[0] ?? "";
  return `The process of the backtest ended with code ${code}: ${detail}`;
}
