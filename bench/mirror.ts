/**
 * The mirror on a separate, real PostgreSQL server (skipped where there is none): a backlog of a
 * day of ticks, how long after a fetch of 100 symbols the server has the data, and what the mirror
 * costs writers.
 */

import type { DatabaseProtocol } from "../actors/database/protocol.ts";
import { openSqliteStore } from "../src/database/sqlite_store.ts";
import type { MirrorTarget } from "../src/database/mirror_target.ts";
import type { SeriesBars } from "../src/database/store_rows.ts";
import { type AcceptedTicks, symbolName, terminalId } from "../src/models/mod.ts";
import { systemClock } from "../src/runtime/clock.ts";
import type { Behaviour } from "../src/runtime/actor.ts";
import { startMirrored, targetOf } from "../tests/support/mirror_stage.ts";
import { type OwnPostgres, startPostgres } from "../tests/support/postgres_server.ts";
import { lacks } from "../tools/test_needs.ts";
import { type BenchLine, median, percentile, timeMs } from "./measure.ts";
import { until } from "./support/until.ts";

export const name = "mirror";

const terminal = terminalId("5012345", "Bench-Demo");
const startMs = Date.UTC(2026, 0, 5);
const m15Ms = 15 * 60_000;

type Actor = Behaviour<DatabaseProtocol>;

export async function run(): Promise<readonly BenchLine[]> {
  if (lacks("postgres_program")) return [];
  await using server = await startPostgres();
  return [
    await benchBacklog(server),
    await benchClaims(),
    ...await benchFetch(server),
    ...await benchIngest(),
  ];
}

/** Ticks that were written without a server and are sent once there is one. */
async function benchBacklog(server: OwnPostgres): Promise<BenchLine> {
  const batches = 300;
  const perBatch = 1_000;
  return await inNewFolder(async (folder) => {
    {
      await using alone = startMirrored(folder, null);
      for (let batch = 0; batch < batches; batch += 1) {
        await storeTicks(alone.actor, ticksOf(`SYM${batch % 10}`, perBatch, batch));
      }
    }
    await using stage = startMirrored(folder, targetOf(server.url(), { schema: "backlog" }));
    await reached(() => Number(stage.mirror().rowsShipped) > 0);
    const before = Number(stage.mirror().rowsShipped);
    const takenMs = await timeMs(() =>
      reached(() => Number(stage.mirror().rowsShipped) >= batches * perBatch)
    );
    const rate = (batches * perBatch - before) / takenMs * 1_000;
    return {
      what: "backlog of 300,000 ticks",
      unit: "rows/s",
      median: rate,
      samples: 1,
      aim: ">= 50,000",
    };
  });
}

/** How long writers wait while the next rows are taken, which is done in one piece. */
async function benchClaims(): Promise<BenchLine> {
  return await inNewFolder((folder) => {
    const opened = openSqliteStore({ folder, retention: { tickDays: 0, barDays: 0 } });
    if (!opened.ok) throw new Error(opened.error.code);
    const store = opened.value;
    store.mirror.switchOn("bench");
    for (let batch = 0; batch < 300; batch += 1) {
      store.ticks.store(terminal, [ticksOf(`SYM${batch % 10}`, 1_000, batch)]);
    }
    const timings: number[] = [];
    for (let isMore = true; isMore;) {
      const startMs = systemClock.steadyMs();
      const claim = store.mirror.claim(10_000);
      timings.push(systemClock.steadyMs() - startMs);
      if (!claim.ok) throw new Error(claim.error.code);
      store.mirror.confirm(claim.value);
      isMore = claim.value.isMore;
    }
    store.close();
    return Promise.resolve({
      what: "10,000 ticks taken from the store for the mirror",
      unit: "ms",
      median: median(timings),
      p99: percentile(timings, 99),
      samples: timings.length,
    });
  });
}

/** From the last answer of the store until the server has the data. */
async function benchFetch(server: OwnPostgres): Promise<BenchLine[]> {
  return await inNewFolder(async (folder) => {
    await using stage = startMirrored(folder, targetOf(server.url(), { schema: "fetch" }));
    await reached(() => stage.mirror().state === "idle");
    const stored: number[] = [];
    const lags: number[] = [];
    for (let round = 0; round < 10; round += 1) {
      const shipped = Number(stage.mirror().rowsShipped);
      const calls = Array.from({ length: 100 }, (_, index) => seriesOf(`SYM${index}`, 100, round));
      stored.push(
        await timeMs(async () => {
          for (const series of calls) {
            await stage.actor.onAsk.store_bars({ terminal, series: [series] });
          }
        }),
      );
      lags.push(
        await timeMs(() => reached(() => Number(stage.mirror().rowsShipped) >= shipped + 10_000)),
      );
    }
    return [
      {
        what: "10,000 bars in 100 calls, mirror on",
        unit: "ms",
        median: median(stored),
        samples: stored.length,
      },
      {
        what: "mirror lag after them",
        unit: "ms",
        median: median(lags),
        p99: percentile(lags, 99),
        samples: lags.length,
        aim: "< 250",
      },
    ];
  });
}

/**
 * What the log costs writers: the same batches without a mirror, and with one whose server is away,
 * alternating.
 */
async function benchIngest(): Promise<BenchLine[]> {
  const away = targetOf("postgres://nobody@127.0.0.1:9/none");
  const lines: BenchLine[] = [];
  for (const perBatch of [20, 1_000]) {
    const off: number[] = [];
    const on: number[] = [];
    for (let round = 0; round < 7; round += 1) {
      off.push(await ingestRate(null, perBatch));
      on.push(await ingestRate(away, perBatch));
    }
    const what = `ticks in batches of ${perBatch}, `;
    const line = (mirror: string, rates: readonly number[]) => ({
      what: what + mirror,
      unit: "ticks/s",
      median: median(rates),
      samples: rates.length,
    });
    lines.push(line("no mirror", off), line("mirror on, server away", on));
  }
  return lines;
}

async function ingestRate(target: MirrorTarget | null, perBatch: number): Promise<number> {
  const batches = Math.min(2_000, 200_000 / perBatch);
  return await inNewFolder(async (folder) => {
    await using stage = startMirrored(folder, target);
    const all = Array.from(
      { length: batches },
      (_, batch) => ticksOf(`SYM${batch % 10}`, perBatch, batch),
    );
    const takenMs = await timeMs(async () => {
      for (const ticks of all) await storeTicks(stage.actor, ticks);
    });
    return batches * perBatch / takenMs * 1_000;
  });
}

async function reached(condition: () => boolean): Promise<void> {
  await until("the mirror being so far", () => Promise.resolve(condition()));
}

async function storeTicks(actor: Actor, ticks: AcceptedTicks): Promise<void> {
  const stored = await actor.onAsk.store_ticks({ terminal, batches: [ticks] });
  if (!stored.ok) throw new Error(stored.error.code);
}

async function inNewFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir();
  try {
    return await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function seriesOf(symbol: string, count: number, round: number): SeriesBars {
  const first = startMs + round * count * m15Ms;
  const times = Float64Array.from({ length: count }, (_, index) => first + index * m15Ms);
  const price = (offset: number) => times.map((_, index) => (110_000 + index + offset) / 1e5);
  return {
    symbol: symbolName(symbol),
    timeframe: "M15",
    utcMs: times.map((time) => time - 7_200_000),
    bars: {
      brokerMs: times,
      open: price(0),
      high: price(25),
      low: price(-25),
      close: price(10),
      tickVolume: times.map((_, index) => 100 + index),
      realVolume: new Float64Array(count),
      spreadPoints: new Float64Array(count).fill(12),
    },
  };
}

function ticksOf(symbol: string, count: number, batch: number): AcceptedTicks {
  const first = startMs + batch * count * 20;
  const times = Float64Array.from({ length: count }, (_, index) => first + index * 20);
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
