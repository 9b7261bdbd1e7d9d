/**
 * Ticks of the whole bridge, from the terminal's market to the store and to a strategy that watches
 * them. At the end the terminal reports how many there were: all must be in the store.
 */

import type { PriceSource } from "../src/simulation/price_source.ts";
import { sleep, systemClock } from "../src/runtime/clock.ts";
import { type BenchLine, median, percentile } from "./measure.ts";
import { BenchBridge, must } from "./support/bench_bridge.ts";
import { arrivalsChannel, type TickArrival } from "./support/tick_arrivals.ts";
import { until } from "./support/until.ts";

export const name = "tick_flow";

const symbols = ["EURUSD", "GBPUSD", "USDJPY", "USDCHF", "AUDUSD", "USDCAD", "NZDUSD", "EURGBP"];
/** The time until code is compiled and queues have settled. */
const settleMs = 2_000;
const measuredMs = 5_000;
const runs = 3;
const timeoutMs = 10_000;

export async function run(): Promise<readonly BenchLine[]> {
  const lines: BenchLine[] = [];
  for (const perSecond of [5_000, 50_000, 100_000]) {
    const flows: Flow[] = [];
    for (let taken = 0; taken < runs; taken++) flows.push(await flowOf(perSecond));
    lines.push(...linesOf(perSecond, flows));
  }
  return lines;
}

/** The observations of one run. */
interface Flow {
  readonly storedPerSecond: number;
  readonly shownPerSecond: number;
  /** Ticks of the market that never reached the store. */
  readonly lost: number;
  readonly sinceSocketMs: readonly number[];
  readonly sinceMarketMs: readonly number[];
}

function linesOf(perSecond: number, flows: readonly Flow[]): BenchLine[] {
  const what = `${symbols.length} symbols, ${perSecond} ticks/s sent`;
  const line = (part: string, unit: string, samples: readonly number[]): BenchLine => ({
    what: `${what}: ${part}`,
    unit,
    median: median(samples),
    samples: samples.length,
  });
  const ages = (part: string, samples: readonly number[]): BenchLine => ({
    ...line(part, "ms", samples),
    p99: percentile(samples, 99),
  });
  const rateAim = perSecond === 50_000 ? { aim: ">= 50,000" } : {};
  const ageAim = perSecond === 5_000 ? { aim: "p99 < 20 ms" } : {};
  return [
    { ...line("stored", "ticks/s", flows.map((flow) => flow.storedPerSecond)), ...rateAim },
    { ...line("lost", "ticks", flows.map((flow) => flow.lost)), aim: "0" },
    line("shown to the strategy", "ticks/s", flows.map((flow) => flow.shownPerSecond)),
    {
      ...ages(
        "oldest tick of a batch, socket to runner",
        flows.flatMap((flow) => flow.sinceSocketMs),
      ),
      ...ageAim,
    },
    ages("oldest tick of a batch, market to runner", flows.flatMap((flow) => flow.sinceMarketMs)),
  ];
}

function market(perSecond: number): PriceSource {
  return {
    kind: "market",
    seed: 1,
    symbols,
    suffix: "",
    forexSession: "always",
    ticksPerMinute: perSecond * 60 / symbols.length,
    speed: 1,
    anchor: null,
  };
}

async function flowOf(perSecond: number): Promise<Flow> {
  await using bridge = await BenchBridge.start({
    settings: { FOREX_PAIRS: symbols.join(","), STRATEGIES: "tick_watcher" },
    source: market(perSecond),
    pollMs: 2,
    strategyRunner: new URL("./support/tick_runner.ts", import.meta.url).href,
  });
  // A runner sees ticks of a series once it has its bars.
  const strategy = bridge.system.supervisor.peer("strategy");
  must(await strategy.ask("analyze", { assetClass: "forex" }, { timeoutMs }));
  await sleep(systemClock, settleMs);
  const { before, after, seconds, arrivals } = await measure(bridge);
  must(await bridge.terminal.ask("stop_time", {}, { timeoutMs }));
  const streamed = await settled(async () => (await bridge.streamed()).ticks);
  const stored = await settled(() => Promise.resolve(bridge.rows("ticks")));
  return {
    storedPerSecond: (after.stored - before.stored) / seconds,
    shownPerSecond: (after.shown - before.shown) / seconds,
    lost: streamed - stored,
    sinceSocketMs: arrivals.map((arrival) => arrival.sinceSocketMs),
    sinceMarketMs: arrivals.map((arrival) => arrival.sinceMarketMs),
  };
}

async function measure(bridge: BenchBridge) {
  const arrivals: TickArrival[] = [];
  const channel = new BroadcastChannel(arrivalsChannel);
  channel.onmessage = ({ data }: MessageEvent<TickArrival>) => arrivals.push(data);
  const startMs = systemClock.steadyMs();
  const before = await countsOf(bridge);
  await sleep(systemClock, measuredMs);
  const after = await countsOf(bridge);
  const seconds = (systemClock.steadyMs() - startMs) / 1_000;
  channel.close();
  return { before, after, seconds, arrivals };
}

async function countsOf(bridge: BenchBridge) {
  const { detail: price } = await bridge.actor("price");
  const { detail: strategy } = await bridge.actor("strategy");
  const { stored } = price.ticks as { stored: number };
  const { shown } = strategy.ticks as { shown: number };
  return { stored, shown };
}

/** The count once it has stopped growing. */
async function settled(count: () => Promise<number>): Promise<number> {
  let last = -1;
  return await until("an end of ticks", async () => {
    const before = last;
    last = await count();
    return last === before ? last : null;
  }, settleMs / 4);
}
