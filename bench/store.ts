/**
 * The store on a file in the system's temporary folder: bars and ticks written, bars read, ends of
 * series found.
 */

import { openSqliteStore, type SqliteStore } from "../src/database/sqlite_store.ts";
import type { SeriesBars } from "../src/database/store_rows.ts";
import { type AcceptedTicks, brokerMs, symbolName, terminalId, unixMs } from "../src/models/mod.ts";
import { sampleDecision, sampleIntent } from "../tests/support/trade_samples.ts";
import { type BenchLine, median, percentile, repeat, timeMs } from "./measure.ts";

export const name = "store";

const terminal = terminalId("5012345", "Bench-Demo");
const startMs = Date.UTC(2026, 0, 5);
const m15Ms = 15 * 60_000;

export async function run(): Promise<readonly BenchLine[]> {
  return [
    ...await benchBars(),
    ...await benchTicks(),
    ...await benchReads(),
    await benchOpen(),
    ...await benchJournal(),
  ];
}

async function benchBars(): Promise<BenchLine[]> {
  const calls = Array.from({ length: 100 }, (_, index) => [seriesOf(`SYM${index}`, 100)]);
  const storeAll = (store: SqliteStore) => {
    for (const series of calls) must(store.bars.store(terminal, series));
  };
  const fresh = await repeat(
    { runs: 15, warmups: 2 },
    () => inNewStore((store) => timeMs(() => storeAll(store))),
  );
  const again = await repeat({ runs: 15, warmups: 2 }, () =>
    inNewStore((store) => {
      storeAll(store);
      return timeMs(() => storeAll(store));
    }));
  return [
    { ...line("10,000 new bars in 100 calls", "ms", fresh), aim: "< 35" },
    line("10,000 unchanged bars in 100 calls", "ms", again),
  ];
}

async function benchTicks(): Promise<BenchLine[]> {
  const perBatch = 1_000;
  const batches = 200;
  const calls = Array.from({ length: batches }, (_, batch) => [ticksOf("EURUSD", perBatch, batch)]);
  const rates = await repeat({ runs: 7, warmups: 1 }, () =>
    inNewStore(async (store) => {
      const takenMs = await timeMs(() => {
        for (const call of calls) must(store.ticks.store(terminal, call));
      });
      return perBatch * batches / takenMs * 1_000;
    }));
  const single = await inNewStore(async (store) => {
    const timings: number[] = [];
    for (const call of calls) {
      timings.push(await timeMs(() => void must(store.ticks.store(terminal, call))));
    }
    return timings;
  });
  return [
    { ...line("200,000 ticks in batches of 1,000", "ticks/s", rates), aim: ">= 200,000" },
    {
      ...line("one batch of 1,000 ticks", "ms", single),
      p99: percentile(single, 99),
    },
  ];
}

async function benchReads(): Promise<BenchLine[]> {
  return await inNewStore(async (store) => {
    for (let batch = 0; batch < 500; batch += 1) {
      must(store.ticks.store(terminal, [ticksOf(`SYM${batch % 10}`, 2_000, batch)]));
    }
    must(store.bars.store(terminal, [seriesOf("SYM0", 100_000)]));
    const wanted = { terminal, ...key("SYM0"), toBrokerMs: null, limit: 500 };
    const loads = await repeat(
      { runs: 50, warmups: 5 },
      () => timeMs(() => void must(store.bars.load(wanted))),
    );
    const edges = await repeat(
      { runs: 50, warmups: 5 },
      () => timeMs(() => void must(store.edges(terminal))),
    );
    const nowMs = unixMs(startMs + 365 * 86_400_000);
    const steps: number[] = [];
    for (let step = 0; step < 100; step += 1) {
      steps.push(await timeMs(() => void must(store.retention.step(nowMs))));
    }
    return [
      line("load the newest 500 of 100,000 bars", "ms", loads),
      line("edges of 10 symbols with 1,000,000 ticks", "ms", edges),
      { ...line("one prune step", "ms", steps), p99: percentile(steps, 99) },
    ];
  });
}

async function benchOpen(): Promise<BenchLine> {
  return await inNewFolder(async (folder) => {
    const made = openIn(folder);
    for (let batch = 0; batch < 60; batch += 1) {
      must(made.ticks.store(terminal, [ticksOf("EURUSD", 10_000, batch)]));
    }
    made.close();
    const samples = await repeat(
      { runs: 5, warmups: 1 },
      () => timeMs(() => openIn(folder).close()),
    );
    return line("open a file of 600,000 ticks, every page checked", "ms", samples);
  });
}

/** Writes that wait for the disk, compared with the same writes without waiting. */
async function benchJournal(): Promise<BenchLine[]> {
  return await inNewStore(async (store) => {
    const journal: number[] = [];
    const advance: number[] = [];
    const decide: number[] = [];
    for (let index = 0; index < 500; index += 1) {
      const intent = sampleIntent(index);
      const sent = { ...intent, state: "sent" } as const;
      const decision = sampleDecision(index);
      decide.push(await timeMs(() => void must(store.decisions.store(decision))));
      journal.push(await timeMs(() => void must(store.intents.journal(intent, null))));
      advance.push(await timeMs(() => void must(store.intents.advance(sent))));
    }
    return [
      {
        ...line("journal an intent, on the disk", "ms", journal),
        p99: percentile(journal, 99),
        aim: "< 1",
      },
      { ...line("advance an intent, on the disk", "ms", advance), p99: percentile(advance, 99) },
      { ...line("store a decision, not waiting for the disk", "ms", decide) },
    ];
  });
}

function line(what: string, unit: string, samples: readonly number[]): BenchLine {
  return { what, unit, median: median(samples), samples: samples.length };
}

function inNewStore<T>(use: (store: SqliteStore) => T | Promise<T>): Promise<T> {
  return inNewFolder(async (folder) => {
    const store = openIn(folder);
    try {
      return await use(store);
    } finally {
      store.close();
    }
  });
}

async function inNewFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir();
  try {
    return await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function openIn(folder: string): SqliteStore {
  return must(openSqliteStore({ folder, retention: { tickDays: 1, barDays: 0 } }));
}

function must<T>(result: { ok: true; value: T } | { ok: false; error: { code: string } }): T {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

function key(symbol: string) {
  return { symbol: symbolName(symbol), timeframe: "M15" } as const;
}

function seriesOf(symbol: string, count: number): SeriesBars {
  const times = Float64Array.from({ length: count }, (_, index) => startMs + index * m15Ms);
  const price = (offset: number) =>
    Float64Array.from({ length: count }, (_, index) => (110_000 + index % 1_000 + offset) / 1e5);
  return {
    ...key(symbol),
    utcMs: times.map((time) => time - 7_200_000),
    bars: {
      brokerMs: times,
      open: price(0),
      high: price(25),
      low: price(-25),
      close: price(10),
      tickVolume: Float64Array.from({ length: count }, (_, index) => 100 + index % 50),
      realVolume: new Float64Array(count),
      spreadPoints: new Float64Array(count).fill(12),
    },
  };
}

function ticksOf(symbol: string, count: number, batch: number): AcceptedTicks {
  const fromMs = brokerMs(startMs + batch * count * 20);
  const times = Float64Array.from({ length: count }, (_, index) => fromMs + index * 20);
  const bid = times.map((_, index) => (110_000 + index % 500) / 1e5);
  return {
    utcMs: times.map((time) => time - 7_200_000),
    ordinal: new Uint16Array(count),
    ticks: {
      symbol: symbolName(symbol),
      brokerMs: times,
      bid,
      ask: bid.map((price) => price + 0.0001),
      last: new Float64Array(count),
      volume: new Float64Array(count),
      flags: new Uint8Array(count).fill(6),
    },
  };
}
