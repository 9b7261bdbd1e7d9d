/**
 * The Expert Advisor's real source in a hosted terminal: round trips of calls with the timer of
 * Windows and with a fast one, and ticks from the terminal to the store of a whole bridge.
 */

import { brokerMs, symbolName } from "../src/models/mod.ts";
import { sleep, systemClock } from "../src/runtime/clock.ts";
import { systemRandom } from "../src/runtime/random.ts";
import { ExpertStage } from "../tools/mql5_host/expert_stage.ts";
import { type BenchLine, median, percentile } from "./measure.ts";
import { BenchBridge, freePort } from "./support/bench_bridge.ts";
import { CallingBridge } from "./support/calling_bridge.ts";
import { until } from "./support/until.ts";

export const name = "ea";

const calls = 500;

/** Round trips of calls sent at random times, so that none stays in step with the timer. */
async function roundTrips(
  timerMs: number,
  { isHeld = false, waits = true } = {},
): Promise<number[]> {
  const bridge = await CallingBridge.listen();
  const inputs = { InpWaitForCalls: waits };
  const options = { linkPort: bridge.port, timerMs, inputs, isSanitized: false };
  await using stage = new ExpertStage(options);
  const terminal = await stage.start();
  if (isHeld) terminal.program.tell("quirk", "heldSends", 1);
  await bridge.welcomed;
  const samples: number[] = [];
  for (let call = 0; call < calls; call++) {
    await sleep(systemClock, 20 * systemRandom());
    samples.push(await bridge.roundTripMs("account"));
  }
  await bridge.close();
  return samples;
}

const symbols = [
  ["EURUSD", "GBPUSD", "AUDUSD", "NZDUSD", "USDJPY", "USDCHF", "USDCAD", "EURGBP", "EURJPY"],
  ["EURCHF", "GBPJPY", "GBPCHF", "AUDJPY", "CADJPY", "CHFJPY", "NZDJPY", "EURAUD", "EURCAD"],
  ["GBPAUD", "GBPCAD"],
].flat();
/** What the market is asked for; it makes up to a fifth less. */
const askedPerSecond = [20_000, 80_000];
const pumpMs = 10;
const settleMs = 2_000;
const measuredMs = 5_000;
const flowRuns = 3;

interface Flow {
  readonly madePerSecond: number;
  readonly storedPerSecond: number;
  readonly lost: number;
}

/** The market's ticks of the last `lastMs`, a second. */
function marketRate({ feed, playback }: ExpertStage, lastMs: number): number {
  const fromMs = brokerMs(Math.round(playback.nowMs - lastMs));
  const query = { fromMs, skip: 0, limit: Number.MAX_SAFE_INTEGER };
  const counts = symbols.map((one) =>
    feed.ticks({ ...query, symbol: symbolName(one) }, playback.nowMs).ticks.bid.length
  );
  return counts.reduce((sum, count) => sum + count, 0) * 1_000 / lastMs;
}

/** The market's ticks since the first stored one, minus the stored ones. */
function lostTicks(bridge: BenchBridge, { feed, playback }: ExpertStage): number {
  const missing = bridge.storedTicks().map(({ symbol, firstMs, count }) => {
    const query = { symbol, fromMs: brokerMs(firstMs), skip: 0, limit: Number.MAX_SAFE_INTEGER };
    return feed.ticks(query, playback.nowMs).ticks.bid.length - count;
  });
  return missing.reduce((sum, ticks) => sum + ticks, 0);
}

/** Ticks from the Expert Advisor to the store. */
async function tickFlow(ticksPerSecond: number): Promise<Flow> {
  const linkPort = freePort();
  const ticksPerMinute = ticksPerSecond * 60 / symbols.length;
  const market = { symbols, ticksPerMinute, pollMs: 0, isSanitized: false };
  await using stage = new ExpertStage({ linkPort, timerMs: 16, ...market });
  const terminal = await stage.start();
  const pump = setInterval(() => terminal.pump(), pumpMs);
  await using bridge = await BenchBridge.start({
    settings: {
      FOREX_PAIRS: symbols.join(","),
      MT5_LINK_PORT: String(linkPort),
      MT5_LINK_TOKEN: "secret",
    },
    source: null,
    pollMs: 0,
  });
  await sleep(systemClock, settleMs);
  const startMs = systemClock.steadyMs();
  const before = bridge.rows("ticks");
  await sleep(systemClock, measuredMs);
  const stored = bridge.rows("ticks") - before;
  const tookMs = systemClock.steadyMs() - startMs;
  const madePerSecond = marketRate(stage, tookMs);
  clearInterval(pump);
  let lost = Number.NaN;
  await until("an end of ticks", () => {
    const last = lost;
    lost = lostTicks(bridge, stage);
    return Promise.resolve(lost === last);
  }, settleMs);
  return { madePerSecond, storedPerSecond: stored * 1_000 / tookMs, lost };
}

async function flowLines(ticksPerSecond: number): Promise<BenchLine[]> {
  const flows: Flow[] = [];
  for (let run = 0; run < flowRuns; run++) flows.push(await tickFlow(ticksPerSecond));
  const made = median(flows.map((flow) => flow.madePerSecond));
  const what = `${symbols.length} symbols, ${Math.round(made)} ticks/s made, timer 16 ms`;
  const rates = flows.map((flow) => flow.storedPerSecond);
  const losses = flows.map((flow) => flow.lost);
  return [
    {
      samples: flowRuns,
      what: `${what}: stored`,
      unit: "ticks/s",
      median: median(rates),
      aim: "as made",
    },
    {
      samples: flowRuns,
      what: `${what}: lost, worst run`,
      unit: "ticks",
      median: Math.max(...losses),
      aim: "0",
    },
  ];
}

function line(what: string, samples: readonly number[], aim?: string): BenchLine {
  return {
    what,
    unit: "ms",
    median: median(samples),
    p99: percentile(samples, 99),
    samples: samples.length,
    ...(aim === undefined ? {} : { aim }),
  };
}

export async function run(): Promise<readonly BenchLine[]> {
  return [
    line("call and reply, timer 16 ms", await roundTrips(16), "median < 4"),
    line("the same without waiting for calls", await roundTrips(16, { waits: false })),
    line("call and reply, timer 1 ms", await roundTrips(1), "median < 5"),
    line("the same with Nagle's algorithm", await roundTrips(1, { isHeld: true })),
    ...(await Array.fromAsync(askedPerSecond, flowLines)).flat(),
  ];
}
