/**
 * Recovery of a crashed actor of the whole bridge: from the crash until it runs, every symbol is
 * live and a tick from after the crash is in the store.
 */

import { systemClock } from "../src/runtime/clock.ts";
import { type BenchLine, median, percentile } from "./measure.ts";
import { allLive, BenchBridge } from "./support/bench_bridge.ts";
import { until } from "./support/until.ts";

export const name = "recovery";

const symbols = ["EURUSD", "GBPUSD", "USDJPY", "USDCHF", "AUDUSD", "USDCAD", "BTCUSD", "ETHUSD"];
const actors = ["price", "mt5", "database", "strategy"];
const bridges = 8;

export async function run(): Promise<readonly BenchLine[]> {
  const samples = new Map<string, number[]>(actors.map((actor) => [actor, []]));
  for (let made = 0; made < bridges; made++) {
    await using bridge = await startBridge();
    await until("a tick in the store", () => Promise.resolve(bridge.newestTickMs() !== null));
    for (const [actor, taken] of samples) taken.push(await crash(bridge, actor));
  }
  return Array.from(samples, ([actor, taken]) => ({
    what: `${actor} crashed, back and in sync, ${symbols.length} symbols`,
    unit: "ms",
    median: median(taken),
    p99: percentile(taken, 99),
    samples: taken.length,
    aim: "< 500 ms",
  }));
}

function startBridge(): Promise<BenchBridge> {
  return BenchBridge.start({
    settings: { FOREX_PAIRS: symbols.join(",") },
    source: {
      kind: "market",
      seed: 1,
      symbols,
      suffix: "",
      forexSession: "always",
      ticksPerMinute: 1_200,
      speed: 1,
      anchor: null,
    },
    pollMs: 10,
  });
}

/**
 * Measures only an actor's first crash: each further one within half a minute is followed by a
 * longer wait, by design.
 */
async function crash(bridge: BenchBridge, actor: string): Promise<number> {
  const { supervisor } = bridge.system;
  const crashedMs = systemClock.nowMs();
  const startMs = systemClock.steadyMs();
  supervisor.drill(actor, "crash");
  await until(`${actor} back`, async () => {
    const { children } = await supervisor.snapshot();
    const child = children.find(({ name }) => name === actor);
    if (child?.state !== "running" || child.restarts !== 1) return false;
    if (!allLive(await bridge.symbols())) return false;
    const newestMs = bridge.newestTickMs();
    return newestMs !== null && newestMs > crashedMs;
  }, 2);
  return systemClock.steadyMs() - startMs;
}
