/**
 * The redis actor in the test's thread, with a real server, and a separate client to check what it
 * writes.
 */

import { Redis } from "ioredis";
import type { RedisConfig, RedisEvent } from "../../actors/redis/protocol.ts";
import { startRedis as startRedisActor } from "../../actors/redis/actor.ts";
import type { LogRecord } from "../../src/models/logger.ts";
import { ok } from "../../src/models/mod.ts";
import { ioredisConnect } from "../../src/redis/ioredis_connection.ts";
import type { ActorStatus } from "../../src/runtime/actor.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import { recordLogger } from "../../src/runtime/record_logger.ts";
import { peersAmong } from "../support/test_peers.ts";

export interface Message {
  readonly channel: string;
  readonly record: Record<string, unknown>;
}

export interface RunningActor extends AsyncDisposable {
  readonly log: readonly LogRecord[];
  tell(...events: RedisEvent[]): void;
  status(): ActorStatus;
  checkHealth(): Promise<{ ok: boolean }>;
}

/** For a server without a password at `port`. */
export function redisConfig(port: number, overrides: Partial<RedisConfig> = {}): RedisConfig {
  return {
    host: "127.0.0.1",
    port,
    username: null,
    password: "",
    database: 0,
    tls: "off",
    caFile: null,
    prefix: "t:",
    ttlMs: 60_000,
    bridge: { name: "pc:5555", version: "3.0.0", mode: "safety", demo: false },
    ...overrides,
  };
}

export async function runRedisActor(config: RedisConfig): Promise<RunningActor> {
  const log: LogRecord[] = [];
  const behaviour = await startRedisActor({
    name: "redis",
    config,
    clock: systemClock,
    random: seededRandom(1),
    log: recordLogger({ source: "redis", clock: systemClock, emit: (one) => log.push(one) }),
    ...peersAmong({ system: runningSystem }),
  }, ioredisConnect(systemClock));
  return {
    log,
    tell: (...events) => {
      for (const event of events) void behaviour.onTell?.(event);
    },
    status: () => behaviour.status(),
    checkHealth: async () => await behaviour.onAsk.health_check({}),
    [Symbol.asyncDispose]: async () => await behaviour.stop?.(),
  };
}

/** The supervisor of a healthy system: the actor's only peer. */
const runningSystem = {
  waiting: 0,
  tell: () => {},
  drained: () => Promise.resolve(),
  ask: () => Promise.resolve(ok({ state: "running", startedMs: 0, children: [], scheduler: null })),
};

/** Another program that reads what the bridge writes. */
export class Reader implements AsyncDisposable {
  readonly messages: Message[] = [];
  readonly redis: Redis;
  readonly #subscriber: Redis;

  constructor(url: string) {
    const options = { retryStrategy: () => 20, maxRetriesPerRequest: null };
    this.redis = new Redis(url, options);
    this.#subscriber = new Redis(url, options);
    for (const client of [this.redis, this.#subscriber]) client.on("error", () => {});
  }

  /** Subscribed to all channels when this resolves. */
  static async connect(url: string): Promise<Reader> {
    const reader = new Reader(url);
    reader.#subscriber.on("pmessage", (_pattern: string, channel: string, text: string) => {
      reader.messages.push({ channel, record: JSON.parse(text) });
    });
    await reader.#subscriber.psubscribe("*");
    return reader;
  }

  on(channel: string): readonly Record<string, unknown>[] {
    return this.messages.filter((one) => one.channel === channel).map(({ record }) => record);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.redis, this.#subscriber].map(async (client) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      client.once("end", () => resolve());
      client.disconnect();
      if (client.status !== "end") await promise;
    }));
  }
}
