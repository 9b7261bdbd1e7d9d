/**
 * Redis next to the bridge: the throughput of one connection, how old a quote is when a subscriber
 * receives it, and what Redis costs on the path of ticks: without it, with it, and with a server
 * that has stopped responding.
 */

import { Redis } from "ioredis";
import { Publisher } from "../actors/redis/publisher.ts";
import type { PriceSource } from "../src/simulation/price_source.ts";
import { brokerMs, symbolName, terminalId } from "../src/models/mod.ts";
import { ioredisConnect } from "../src/redis/ioredis_connection.ts";
import { redisKeys } from "../src/redis/redis_names.ts";
import { priceRecord } from "../src/redis/redis_records.ts";
import { sleep, systemClock } from "../src/runtime/clock.ts";
import { type OwnRedis, startRedis } from "../tests/support/redis_server.ts";
import { redisProgram } from "../tools/server_programs.ts";
import { type BenchLine, median, percentile } from "./measure.ts";
import { BenchBridge, must } from "./support/bench_bridge.ts";
import { until } from "./support/until.ts";

export const name = "redis";

const symbols = ["EURUSD", "GBPUSD", "USDJPY", "USDCHF", "AUDUSD", "USDCAD", "NZDUSD", "EURGBP"];
const perSecond = 5_000;
/** The time until code is compiled and queues have settled. */
const settleMs = 2_000;
const measuredMs = 4_000;
const rounds = 3;

export async function run(): Promise<readonly BenchLine[]> {
  if (redisProgram() === null) throw new Error("redis-server is not installed");
  await using own = await startRedis();
  const published = await publishRate(own);
  const off: Flow[] = [];
  const on: Flow[] = [];
  const away: Flow[] = [];
  // In alternation, so that a busy machine affects all three equally.
  for (let round = 0; round < rounds; round++) {
    off.push(await flowOf(null, false));
    on.push(await flowOf(own, false));
    away.push(await flowOf(own, true));
  }
  const ages = on.flatMap(({ agesMs }) => agesMs);
  const ratios = (flows: readonly Flow[]) =>
    flows.map(({ acceptedPerSecond }, round) => acceptedPerSecond / off[round]!.acceptedPerSecond);
  return [
    { what: "quotes to keys and channel", unit: "quotes/s", median: published, samples: 1 },
    line("accepted without Redis", "ticks/s", off.map((flow) => flow.acceptedPerSecond)),
    { ...line("accepted with Redis, of that", "", ratios(on)), aim: ">= 0.9" },
    {
      ...line("accepted with a Redis that does not answer, of that", "", ratios(away)),
      aim: ">= 0.9",
    },
    { ...line("age of a quote, socket to subscriber", "ms", ages), p99: percentile(ages, 99) },
  ];
}

function line(what: string, unit: string, samples: readonly number[]): BenchLine {
  return {
    what: `${symbols.length} symbols, ${perSecond} ticks/s sent: ${what}`,
    unit,
    median: median(samples),
    samples: samples.length,
  };
}

/** 500 symbols, each with a new quote, repeatedly over one connection. */
async function publishRate({ server }: OwnRedis): Promise<number> {
  const address = {
    host: "127.0.0.1",
    port: server.port,
    database: 0,
    username: null,
    caFile: null,
  };
  const connect = ioredisConnect(systemClock);
  const connection = must(await connect({ ...address, password: "", tls: "off" }));
  const publisher = new Publisher({
    clock: systemClock,
    keys: { prefix: "bench:", ttlMs: 60_000 },
    onFailed: ({ detail }) => {
      throw new Error(detail);
    },
    onRefreshed: () => {},
  });
  publisher.connected(connection);
  const startMs = systemClock.steadyMs();
  while (systemClock.steadyMs() - startMs < measuredMs) {
    quoteAll(publisher);
    await publisher.flush();
  }
  const seconds = (systemClock.steadyMs() - startMs) / 1_000;
  publisher.disconnected();
  connection.close();
  return publisher.counts.published / seconds;
}

const terminal = terminalId("1", "Bench");
const manySymbols = Array.from({ length: 500 }, (_, index) => symbolName(`SYM${index}`));

function quoteAll({ values, messages }: Publisher): void {
  const receivedMs = systemClock.nowMs();
  for (const symbol of manySymbols) {
    const key = redisKeys.price(terminal, symbol);
    const times = { brokerMs: brokerMs(receivedMs), utcMs: receivedMs, receivedMs };
    const record = priceRecord(terminal, { symbol, bid: 1.10523, ask: 1.10525, ...times });
    values.set({ key, form: "hash", record, terminal });
    messages.addLatest(key, { channel: "prices", record });
  }
}

interface Flow {
  readonly acceptedPerSecond: number;
  readonly agesMs: readonly number[];
}

async function flowOf(own: OwnRedis | null, isFrozen: boolean): Promise<Flow> {
  const redis = own === null
    ? {}
    : { REDIS_HOST: "127.0.0.1", REDIS_PORT: String(own.server.port) };
  await using bridge = await BenchBridge.start({
    settings: { FOREX_PAIRS: symbols.join(","), ...redis },
    source: market,
    pollMs: 2,
  });
  const agesMs: number[] = [];
  const subscriber = own === null || isFrozen ? null : new Redis(own.url);
  subscriber?.on("message", (_channel: string, text: string) => {
    agesMs.push(systemClock.nowMs() - JSON.parse(text).receivedMs);
  });
  await subscriber?.subscribe("mt5:prices");
  if (isFrozen) {
    own?.server.pause();
    await until("Redis away", async () => (await bridge.actor("redis")).health === "degraded");
  }
  await sleep(systemClock, settleMs);
  agesMs.length = 0;
  const accepted = async () => (await bridge.actor("price")).counters?.ticks ?? 0;
  const startMs = systemClock.steadyMs();
  const before = await accepted();
  await sleep(systemClock, measuredMs);
  const perSecond = (await accepted() - before) / ((systemClock.steadyMs() - startMs) / 1_000);
  subscriber?.disconnect();
  if (isFrozen) own?.server.resume();
  return { acceptedPerSecond: perSecond, agesMs };
}

const market: PriceSource = {
  kind: "market",
  seed: 1,
  symbols,
  suffix: "",
  forexSession: "always",
  ticksPerMinute: perSecond * 60 / symbols.length,
  speed: 1,
  anchor: null,
};
