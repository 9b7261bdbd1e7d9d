/**
 * What strategies cost: analyses of windows of 200 bars, the same through the runners, and ticks on
 * their way to a strategy.
 */

import { brokerMs, tickBatch } from "../src/models/mod.ts";
import { sleep, systemClock } from "../src/runtime/clock.ts";
import { seededRandom } from "../src/runtime/random.ts";
import { configureStrategy } from "../src/strategy/runner/configure_strategy.ts";
import { builtInStrategies } from "../src/strategy/strategies/registry.ts";
import type { StrategyChoice } from "../src/strategy/runner/runner_messages.ts";
import { runOverBars } from "../src/strategy/runner/run_turn.ts";
import { RunnerPool, type RunnerPoolOptions } from "../actors/strategy/runner/runner_pool.ts";
import { runnerSpawner } from "../actors/strategy/runner/spawn_runner.ts";
import { type BenchLine, median, percentile, repeat, timeMs } from "./measure.ts";
import { randomWindow } from "./support/random_window.ts";

export const name = "strategy";

const windowBars = 200;
const freshBars = 500;
const runs = 5;

/** Each with a window of 200 bars, or as close to that as its warm-up allows. */
const choices: readonly StrategyChoice[] = [
  { name: "moving_average_cross", parameters: { fastPeriod: 50, slowPeriod: windowBars - 1 } },
  { name: "rsi_mean_reversion", parameters: { rsiPeriod: windowBars / 10 } },
  { name: "breakout", parameters: { channelPeriod: windowBars - 2 } },
];

export async function run(): Promise<readonly BenchLine[]> {
  return [...await inOneThread(), await throughRunners(), await ticksToRunner()];
}

async function inOneThread(): Promise<BenchLine[]> {
  const window = randomWindow(freshBars + windowBars);
  const lines: BenchLine[] = [];
  for (const choice of choices) {
    const configured = configureStrategy(builtInStrategies, choice);
    if (!configured.ok) throw new RangeError(configured.error);
    const perSecond = await repeat({ runs }, async () => {
      const tookMs = await timeMs(() => void runOverBars(configured.value, window, freshBars));
      return freshBars / tookMs * 1000;
    });
    lines.push({
      what: `${choice.name}, window of ${configured.value.barsNeeded} bars, one thread`,
      unit: "analyses/s",
      median: median(perSecond),
      samples: runs,
    });
  }
  return lines;
}

/** The three strategies on 500 new bars of each of 8 series, in 4 runners. */
async function throughRunners(): Promise<BenchLine> {
  const window = randomWindow(freshBars + windowBars);
  const pool = new RunnerPool({ ...poolOptions(null, choices), runners: 4 });
  const strategies = choices.map((choice) => choice.name);
  const series = Array.from({ length: 8 }, (_, index) => `series ${index}`);
  const perSecond = await repeat({ runs }, async () => {
    const tookMs = await timeMs(async () => {
      await Promise.all(
        series.map((seriesId) =>
          pool.analyse({ seriesId, window, fresh: freshBars, strategies }, () => {})
        ),
      );
    });
    return series.length * strategies.length * freshBars / tookMs * 1000;
  });
  await pool.stop();
  return {
    what: "three strategies, 8 series x 500 new bars, 4 runners",
    unit: "analyses/s",
    median: median(perSecond),
    samples: runs,
  };
}

/** 5,000 ticks per second in batches of 25, from the strategy actor to a strategy and back. */
async function ticksToRunner(): Promise<BenchLine> {
  const module = new URL("./support/tick_watching_runner.ts", import.meta.url).href;
  const strategies = ["watches_ticks"];
  const latenciesMs: number[] = [];
  const pool = new RunnerPool({
    ...poolOptions(module, [{ name: "watches_ticks", parameters: {} }]),
    runners: 1,
    tickStrategies: () => strategies,
    onTickTurnEnd: ({ work }) => void latenciesMs.push(systemClock.nowMs() - work.receivedMs),
  });
  const window = randomWindow(10);
  await pool.analyse({ seriesId: "one", window, fresh: 1, strategies }, () => {});
  const bid = 1.1;
  const tick = { brokerMs: brokerMs(0), bid, ask: bid, last: 0, volume: 0, flags: 6 };
  const ticks = tickBatch(window.symbol, Array.from({ length: 25 }, () => tick));
  const startMs = systemClock.steadyMs();
  for (let batch = 0; batch < 400; batch++) {
    pool.showTicks("one", { ticks, receivedMs: systemClock.nowMs() });
    await sleep(systemClock, Math.max(0, startMs + (batch + 1) * 5 - systemClock.steadyMs()));
  }
  await pool.stop();
  return {
    what: "ticks to a strategy and back, 5,000 ticks/s",
    unit: "ms",
    median: median(latenciesMs),
    p99: percentile(latenciesMs, 99),
    samples: latenciesMs.length,
    aim: "p99 < 20",
  };
}

function poolOptions(
  module: string | null,
  chosen: readonly StrategyChoice[],
): Omit<RunnerPoolOptions, "runners"> {
  return {
    choices: chosen,
    turnTimeoutMs: 10_000,
    loadTimeoutMs: 10_000,
    clock: systemClock,
    random: seededRandom(1),
    spawn: runnerSpawner(module),
    isOfFiles: false,
    mayRun: () => true,
    onReady: () => {},
    processors: null,
    isSlow: () => false,
    onTurnTime: () => {},
    onLoadBroke: () => {},
    onSharedBroke: () => {},
    onFailed: (error) => {
      throw new Error(error);
    },
    isEnabled: () => true,
    tickStrategies: () => [],
    onTickTurnEnd: () => {},
  };
}
