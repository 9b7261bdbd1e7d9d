/**
 * The job `fetch_prices` of the whole bridge: 100 symbols, each with 100 bars that the terminal has
 * closed but not streamed. Timed from the start of the job until its last task is done; a task is
 * done when its bars are in the store. No strategy runs: each bar would be analysed as soon as it
 * is stored, which is not part of fetching. In turns with it, what the predecessor did.
 */

import { sleep, systemClock } from "../src/runtime/clock.ts";
import { type BenchLine, median, percentile, timeMs } from "./measure.ts";
import { BenchBridge, must } from "./support/bench_bridge.ts";
import { OneByOne, type OneByOneTask } from "./support/one_by_one.ts";
import { until } from "./support/until.ts";

export const name = "fetch";

const symbols = Array.from({ length: 100 }, (_, index) => `SYM${String(index).padStart(3, "0")}`);
const bars = 100;
const minuteMs = 60_000;
const warmups = 3;
const runs = 15;
/** Longer than anything the terminal does. */
const timeoutMs = 10_000;
/** What was fetched ahead of a task counts as fresh for a second, and would be its result. */
const aheadMs = 1_100;
/** Twice as far as all runs together advance the market, so that it never reaches the present. */
const startsBackMs = 2 * (warmups + runs) * bars * minuteMs;

export async function run(): Promise<readonly BenchLine[]> {
  const lines: BenchLine[] = [];
  for (const callDelayMs of [2, 0]) lines.push(...await fetchAll(callDelayMs));
  return lines;
}

async function fetchAll(callDelayMs: number): Promise<BenchLine[]> {
  await using bridge = await startBridge();
  const { terminal } = bridge;
  must(await terminal.ask("stop_time", {}, { timeoutMs }));
  // The stream drops everything, so that the job has to fetch all bars.
  must(await terminal.ask("misbehave", { callDelayMs, dropRate: 1 }, { timeoutMs }));
  using predecessor = await OneByOne.start();
  const oneByOne: number[] = [];
  const fresh: number[] = [];
  const nothingNew: number[] = [];
  for (let taken = 0; taken < warmups + runs; taken++) {
    await sleep(systemClock, aheadMs);
    await closeBars(bridge);
    const before = bridge.rows("bars");
    const freshMs = await runJob(bridge);
    const stored = bridge.rows("bars") - before;
    if (stored !== symbols.length * bars) throw new Error(`Stored ${stored} bars`);
    const nothingNewMs = await runJob(bridge);
    const tasks = tasksOf(taken, callDelayMs);
    const oneByOneMs = await timeMs(() => predecessor.fetchAll(tasks));
    if (taken < warmups) continue;
    fresh.push(freshMs);
    nothingNew.push(nothingNewMs);
    oneByOne.push(oneByOneMs);
  }
  const what = `${symbols.length} symbols, a call takes ${callDelayMs} ms, 4 workers`;
  const aim = callDelayMs === 2 ? { aim: "< 60 ms" } : {};
  return [
    { ...lineOf(`${what}: ${bars} new bars each`, fresh), ...aim },
    lineOf(`${what}: nothing new`, nothingNew),
    lineOf(`one symbol after the other, as the predecessor: ${bars} new bars each`, oneByOne),
    {
      what: "the predecessor's loop takes so many times as long",
      unit: "times",
      median: median(oneByOne) / median(fresh),
      samples: fresh.length,
      ...(callDelayMs === 2 ? { aim: ">= 10" } : {}),
    },
  ];
}

function tasksOf(run: number, callDelayMs: number): readonly OneByOneTask[] {
  const fromSeconds = run * bars * minuteMs / 1_000;
  return symbols.map((symbol) => ({ symbol, fromSeconds, bars, callDelayMs }));
}

function lineOf(what: string, samples: readonly number[]): BenchLine {
  const p99 = percentile(samples, 99);
  return { what, unit: "ms", median: median(samples), p99, samples: samples.length };
}

async function startBridge(): Promise<BenchBridge> {
  const nowMs = systemClock.nowMs();
  const bridge = await BenchBridge.start({
    settings: {
      FOREX_PAIRS: symbols.join(","),
      MAX_WORKERS: "4",
      PRICE_FETCH_INTERVAL: "86400",
      STRATEGIES: "",
    },
    source: {
      kind: "market",
      seed: 1,
      symbols,
      suffix: "",
      forexSession: "always",
      ticksPerMinute: 4,
      speed: 1,
      anchor: { realUtcMs: nowMs, simulatedUtcMs: nowMs - startsBackMs },
    },
    pollMs: 20,
    hasLeapingTime: true,
  });
  // Otherwise readings of the terminals would overlap with a fetch.
  must(bridge.system.scheduler.pauseJob("sync_metrics"));
  return bridge;
}

/** Lets bars close; resolves when the terminal has nothing left to do but answer calls. */
async function closeBars(bridge: BenchBridge): Promise<void> {
  const before = await bridge.streamed();
  must(await bridge.terminal.ask("step_time", { byMs: bars * minuteMs }, { timeoutMs }));
  const expected = before.bars + symbols.length * bars;
  await until("closed bars", async () => (await bridge.streamed()).bars === expected);
}

async function runJob({ system }: BenchBridge): Promise<number> {
  return await timeMs(async () => {
    const { outcome } = must(await system.scheduler.runJobNow("fetch_prices"));
    if (outcome !== "completed") throw new Error(`The job ${outcome}`);
  });
}
