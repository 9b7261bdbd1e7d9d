/** Ticks through the filter and into bars: how many one core can process. */

import { brokerMs, symbolName, type Tick, tickBatch } from "../src/models/mod.ts";
import { BarBuilder } from "../src/price/bar_builder.ts";
import { TickFilter } from "../src/price/tick_filter.ts";
import { seededRandom } from "../src/runtime/random.ts";
import { type BenchLine, median, repeat, timeMs } from "./measure.ts";

export const name = "price";

const batches = 10_000;
/** The number that a busy terminal sends in one message. */
const ticksPerBatch = 100;

/** A random walk of ten ticks per second, in which `badShare` of the ticks are crossed. */
function walk(badShare: number): Tick[][] {
  const random = seededRandom(1);
  let points = 110_000;
  let ms = 1_767_225_600_000;
  const next = (): Tick => {
    ms += Math.floor(random() * 200);
    points += Math.round(random() * 4 - 2);
    const spread = random() < badShare ? -1 : 2;
    const [bid, ask] = [points / 1e5, (points + spread) / 1e5];
    return { brokerMs: brokerMs(ms), bid, ask, last: 0, volume: 0, flags: 6 };
  };
  return Array.from({ length: batches }, () => Array.from({ length: ticksPerBatch }, next));
}

async function filterAndBuild(badShare: number): Promise<BenchLine> {
  const symbol = symbolName("EURUSD");
  const input = walk(badShare).map((ticks) => tickBatch(symbol, ticks));
  const latestMs = Number.MAX_SAFE_INTEGER;
  const samples = await repeat({ runs: 7 }, async () => {
    const filter = new TickFilter(5);
    filter.sequence.anchor(brokerMs(input[0]!.brokerMs[0]!));
    filter.sequence.joinStream(false);
    const builder = new BarBuilder("M1", 5);
    const durationMs = await timeMs(() => {
      for (const batch of input) {
        const filtered = filter.take(batch, { source: "live", latestMs, utc: 0 });
        for (const ms of filtered.doubtfulMs) builder.doubt(ms);
        builder.add(filtered.accepted.ticks);
      }
    });
    return batches * ticksPerBatch / durationMs / 1_000;
  });
  return {
    what: `filter and bars, ${ticksPerBatch} ticks a batch, ${badShare * 100} % refused`,
    unit: "million ticks/s",
    median: median(samples),
    samples: samples.length,
    aim: "> 2",
  };
}

export async function run(): Promise<readonly BenchLine[]> {
  return [await filterAndBuild(0), await filterAndBuild(0.1)];
}
