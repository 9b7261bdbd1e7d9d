/**
 * The program as a user runs it, with Redis: running, frozen, killed, emptied, locked. The bridge
 * keeps its speed.
 */

import assert from "node:assert/strict";
import { type StatusDocument, statusDocument } from "../../src/http/status_document.ts";
import { lacks } from "../../tools/test_needs.ts";
import { Reader } from "../redis/redis_stage.ts";
import { BridgeProcess } from "../support/bridge_process.ts";
import { eventually } from "../support/eventually.ts";
import { startRedis } from "../support/redis_server.ts";

const password = "very secret words";
const price = "mt5:demo:price:9000001@Simulated:EURUSD";

function demo(port: number, settings: Record<string, string> = {}): BridgeProcess {
  return new BridgeProcess({
    args: ["demo", "--with-servers"],
    settings: {
      REDIS_HOST: "127.0.0.1",
      REDIS_PORT: String(port),
      REDIS_PASSWORD: password,
      PRICE_FETCH_INTERVAL: "0.2",
      ...settings,
    },
  });
}

async function statusOf(bridge: BridgeProcess): Promise<StatusDocument> {
  return statusDocument.parse((await bridge.get("/status")).body);
}

async function redisHealth(bridge: BridgeProcess) {
  const { services } = await statusOf(bridge);
  return services.find(({ name }) => name === "Redis");
}

/** Ticks and finished tasks per second, while `during` runs. */
async function ratesDuring(bridge: BridgeProcess, during: () => Promise<void>) {
  const startMs = performance.now();
  const before = await statusOf(bridge);
  await during();
  const after = await statusOf(bridge);
  const seconds = (performance.now() - startMs) / 1_000;
  const rate = (count: (status: StatusDocument) => number) =>
    (count(after) - count(before)) / seconds;
  return {
    ticks: rate(({ counters }) => counters.ticks ?? 0),
    tasks: rate(({ scheduler }) => scheduler?.total.completed ?? 0),
  };
}

/** Enough for rates that can be compared. */
async function twentyRounds(bridge: BridgeProcess): Promise<void> {
  const rounds = async () => {
    const { scheduler } = await statusOf(bridge);
    return scheduler?.jobs.find(({ name }) => name === "fetch_prices")?.runs ?? 0;
  };
  const before = await rounds();
  await eventually(async () => await rounds() >= before + 20, { what: "rounds of fetching" });
}

Deno.test({
  name: "a demo with Redis: away in every way, at the same speed, up to date afterwards",
  ignore: lacks("redis_program") || Deno.build.os === "windows",
  fn: async () => {
    await using own = await startRedis({ password });
    await using bridge = demo(own.server.port);
    await bridge.says(/Running/);
    assert.match(bridge.output, /\[ ok \] Redis +Connected to Redis at 127\.0\.0\.1:\d+/);
    await using reader = await Reader.connect(own.url);
    await eventually(() => reader.on("mt5:demo:prices").length > 100);
    await eventually(async () => {
      const kinds = (await reader.redis.keys("*")).map((key) => key.split(":")[2]);
      return ["account", "bridge", "halt", "price", "risk", "symbols", "terminal"]
        .every((kind) => kinds.includes(kind));
    });
    const here = await ratesDuring(bridge, () => twentyRounds(bridge));

    own.server.pause();
    await eventually(async () => (await redisHealth(bridge))?.health === "degraded");
    assert.match((await redisHealth(bridge))!.reason!, /did not answer in time/);
    // Other programs may use the processor for some seconds: if it was fast once, Redis is not the
    // cause.
    await eventually(async () => {
      const away = await ratesDuring(bridge, () => twentyRounds(bridge));
      assert.ok(away.ticks > 0.9 * here.ticks, `${away.ticks} after ${here.ticks} ticks/s`);
      assert.ok(away.tasks > 0.9 * here.tasks, `${away.tasks} after ${here.tasks} tasks/s`);
      return true;
    });
    assert.equal((await redisHealth(bridge))?.health, "degraded");
    await own.server.kill();
    await own.server.start();
    await eventually(async () => (await redisHealth(bridge))?.health === "ok");

    await reader.redis.flushall();
    await eventually(async () => await reader.redis.exists(price) === 1);
    await eventually(async () => {
      const { symbols } = await statusOf(bridge);
      const bids = await Promise.all(
        symbols.map(({ symbol }) => reader.redis.hget(price.replace("EURUSD", symbol), "bid")),
      );
      return symbols.length === 8 && bids.every((bid) => Number(bid) > 0);
    });

    bridge.signal("SIGTERM");
    assert.equal(await bridge.exit(), 0);
    const [sign] = await reader.redis.keys("mt5:demo:bridge:*");
    assert.equal(await reader.redis.hget(sign!, "state"), "stopped");
    assert.ok(!bridge.output.includes(password));
  },
});

Deno.test({
  name: "a demo whose Redis refuses the password reports it and keeps running",
  ignore: lacks("redis_program"),
  fn: async () => {
    await using own = await startRedis({ password: "another" });
    await using bridge = demo(own.server.port);
    await bridge.says(/Running/);
    assert.match(bridge.output, /\[FAIL\] Redis +Redis at 127\.0\.0\.1:\d+ rejects the login/);
    await eventually(async () => ((await statusOf(bridge)).counters.ticks ?? 0) > 100);
    assert.equal((await statusOf(bridge)).state, "degraded");
    assert.ok(!bridge.output.includes(password));
  },
});

Deno.test({
  name: "a demo does not use configured servers unless told to",
  ignore: lacks("redis_program"),
  fn: async () => {
    await using own = await startRedis();
    await using bridge = new BridgeProcess({
      args: ["demo"],
      settings: { REDIS_HOST: "127.0.0.1", REDIS_PORT: String(own.server.port) },
    });
    await bridge.says(/Running/);
    await using reader = await Reader.connect(own.url);
    assert.deepEqual(await reader.redis.keys("*"), []);
    assert.equal(await redisHealth(bridge), undefined);
  },
});
