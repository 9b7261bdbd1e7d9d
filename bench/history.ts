/** The catalogue of past prices: a year of minute bars and a day of ticks, written and read. */

import { openCatalogue } from "../src/history/catalogue/catalogue.ts";
import { CatalogueWriter } from "../src/history/catalogue/catalogue_writer.ts";
import type { HistoryBars, HistoryTicks } from "../src/history/catalogue/history_columns.ts";
import { type BenchLine, median, repeat, timeMs } from "./measure.ts";

export const name = "history";

const yearStartMs = Date.UTC(2025, 0, 1);
/** The minutes of a year in which a currency pair is traded. */
const minutes = 372_000;
const ticksADay = 150_000;

export async function run(): Promise<readonly BenchLine[]> {
  const dir = await Deno.makeTempDir({ prefix: "bench-history-" });
  try {
    return [await write(dir), await readBars(dir), await readTicks(dir)];
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function write(dir: string): Promise<BenchLine> {
  using writer = opened(dir);
  const shared = { digits: 5, clock: { kind: "broker" }, origin: "bench" } as const;
  const series = { source: "BENCH", symbol: "EURUSD" };
  const samples = await repeat({ runs: 1, warmups: 0 }, async () =>
    minutes / await timeMs(() => {
      const rows = yearOfBars();
      must(writer.add({ ...shared, series: { ...series, timeframe: "M1" }, rows }, "keep"));
    }));
  const ticks = { ...shared, series: { ...series, timeframe: null }, rows: dayOfTicks() };
  must(writer.add(ticks, "keep"));
  return line("minute bars of a year written", "thousand/s", samples);
}

async function readBars(dir: string): Promise<BenchLine> {
  let rows = 0;
  const samples = await repeat({ runs: 41, warmups: 5 }, () =>
    timeMs(() => {
      rows = 0;
      const range = must(openCatalogue(dir).bars({ symbol: "EURUSD", timeframe: "M1" }));
      for (const block of range.blocks()) rows += must(block).length;
    }));
  if (rows !== minutes) throw new RangeError(`${rows} bars were read`);
  return { ...line("a year of minute bars read, checksums included", "ms", samples), aim: "< 20" };
}

async function readTicks(dir: string): Promise<BenchLine> {
  const samples = await repeat({ runs: 41, warmups: 5 }, async () => {
    let rows = 0;
    const durationMs = await timeMs(() => {
      const range = must(openCatalogue(dir).ticks({ symbol: "EURUSD" }));
      for (const block of range.blocks()) rows += must(block).length;
    });
    return rows / durationMs / 1_000;
  });
  return line("ticks of a day read, checksums included", "million/s", samples);
}

function line(what: string, unit: string, samples: readonly number[]): BenchLine {
  return { what, unit, median: median(samples), samples: samples.length };
}

function opened(dir: string): CatalogueWriter {
  return must(CatalogueWriter.open(dir));
}

function must<T>(
  result: { readonly ok: true; readonly value: T } | {
    readonly ok: false;
    readonly error: unknown;
  },
): T {
  if (result.ok) return result.value;
  throw new Error(JSON.stringify(result.error));
}

function yearOfBars(): HistoryBars {
  const column = (of: (at: number) => number) =>
    Int32Array.from({ length: minutes }, (_, at) => of(at));
  const price = (at: number) => 110_000 + Math.round(2_000 * Math.sin(at / 5_000));
  return {
    length: minutes,
    minute: column((at) => yearStartMs / 60_000 + Math.floor(at * 1.41)),
    open: column(price),
    high: column((at) => price(at) + 8),
    low: column((at) => price(at) - 8),
    close: column((at) => price(at) + 3),
    tickVolume: column((at) => 20 + at % 100),
    spread: column((at) => 5 + at % 7),
    realVolume: null,
  };
}

function dayOfTicks(): HistoryTicks {
  const price = (at: number) => 110_000 + Math.round(200 * Math.sin(at / 5_000));
  return {
    length: ticksADay,
    brokerMs: Float64Array.from({ length: ticksADay }, (_, at) => yearStartMs + at * 500),
    bid: Int32Array.from({ length: ticksADay }, (_, at) => price(at)),
    ask: Int32Array.from({ length: ticksADay }, (_, at) => price(at) + 10),
    last: null,
    volume: null,
    flags: null,
  };
}
