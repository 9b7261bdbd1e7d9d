/**
 * The redis actor with a real server that is emptied, restarted, killed, frozen, or refuses in
 * every possible way.
 */

import assert from "node:assert/strict";
import type { RedisConfig } from "../../actors/redis/protocol.ts";
import { brokerMs } from "../../src/models/mod.ts";
import type { RedisFailureCode } from "../../src/redis/redis_failure.ts";
import { lacks } from "../../tools/test_needs.ts";
import { selfSigned } from "../support/certificates.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free_port.ts";
import { type RedisOptions, startRedis } from "../support/redis_server.ts";
import { sampleDeal, sampleIntent } from "../support/trade_samples.ts";
import {
  eurusd,
  halt,
  identity,
  instruments,
  metrics,
  otherTerminal,
  quote,
  riskMetrics,
  signal,
  terminal,
} from "./record_samples.ts";
import { Reader, redisConfig, type RunningActor, runRedisActor } from "./redis_stage.ts";
import { usualVenue } from "../support/usual_venue.ts";

const lacksServer = lacks("redis_program");
const lacksTls = lacksServer || lacks("openssl");

interface World {
  readonly own: Awaited<ReturnType<typeof startRedis>>;
  readonly reader: Reader;
  readonly actor: RunningActor;
}

function redisTest(name: string, fn: () => Promise<void>, ignore = lacksServer): void {
  Deno.test({ name: `redis actor: ${name}`, ignore, fn });
}

async function inWorld(
  run: (world: World) => Promise<void>,
  overrides: Partial<RedisConfig> = {},
  options: RedisOptions = {},
): Promise<void> {
  await using own = await startRedis(options);
  await using reader = await Reader.connect(own.url);
  await using actor = await runRedisActor(redisConfig(own.server.port, overrides));
  await run({ own, reader, actor });
}

const synced = {
  type: "venue_synced",
  venue: "mt5",
  identity,
  instruments,
  ...usualVenue,
  isTradingAllowed: true,
  utcOffsetMs: 7_200_000,
} as const;
const account = (equity: number, of = terminal) => ({
  type: "account_received",
  metrics: metrics(equity, of),
  brokerMs: brokerMs(1),
  isTradingAllowed: true,
} as const);
const priced = (bid: number) =>
  ({ type: "quotes_accepted", terminal, quotes: [quote(bid)] }) as const;
const priceKey = `t:price:${terminal}:${eurusd}`;

function isReady(actor: RunningActor): boolean {
  const { state, health } = actor.status();
  return state === "ready" && health === "ok";
}

function codes(actor: RunningActor): string[] {
  return actor.log.map(({ code }) => code);
}

redisTest(
  "writes every key with a time to live, and publishes on the channels",
  () =>
    inWorld(async ({ reader, actor }) => {
      actor.tell(
        synced,
        priced(1.1),
        account(9_900),
        { type: "signal_published", signal: signal(1) },
      );
      await eventually(() => reader.on("t:signals").length === 1 && reader.on("t:prices").length);
      const price = await reader.redis.hgetall(priceKey);
      assert.deepEqual(price, {
        v: "2",
        type: "price",
        terminal,
        symbol: "EURUSD",
        bid: "1.1",
        ask: "1.1002",
        brokerMs: "1772454600123",
        utcMs: "1772447400123",
        receivedMs: "1772447400150",
      });
      assert.equal(await reader.redis.hget(`t:account:${terminal}`, "marginLevelPct"), "");
      assert.equal(
        await reader.redis.hget(`t:terminal:${terminal}`, "login"),
        "18446744073709551615",
      );
      const symbols = JSON.parse((await reader.redis.get(`t:symbols:${terminal}`))!);
      assert.equal(symbols.symbols[0].digits, 5);
      assert.equal(await reader.redis.hget("t:bridge:pc:5555", "state"), "running");
      for (const key of await reader.redis.keys("*")) {
        const ttl = await reader.redis.pttl(key);
        assert.ok(ttl > 30_000 && ttl <= 60_000, `${key} lives for ${ttl} ms`);
      }
      assert.equal(reader.on("t:prices")[0]?.bid, 1.1);
      assert.equal(reader.on("t:accounts")[0]?.equity, 9_900);
      assert.equal(reader.on("t:signals")[0]?.id, signal(1).id);
      assert.equal(reader.on("t:system").find(({ type }) => type === "terminal_synced")?.v, 2);
      assert.deepEqual(codes(actor), ["redis_connected"]);
    }),
);

redisTest(
  "risk figures, halts, orders and deals: the key of a halt stays while its terminal is away",
  () =>
    inWorld(async ({ reader, actor }) => {
      actor.tell(
        synced,
        { type: "risk_measured", metrics: riskMetrics },
        { type: "halts_changed", terminal, halts: [halt] },
        { type: "order_changed", intent: sampleIntent(1) },
        { type: "order_changed", intent: sampleIntent(1, { state: "filled" }) },
        { type: "deals_recorded", terminal, deals: [sampleDeal(1), sampleDeal(2)] },
      );
      await eventually(() => reader.on("t:deals").length === 2);
      const states = reader.on("t:orders").map(({ state }) => state);
      assert.deepEqual(states, [sampleIntent(1).state, "filled"]);
      const deals = reader.on("t:deals").map(({ id }) => id);
      assert.deepEqual(deals, [1, 2].map((one) => sampleDeal(one).ticket));
      const told = reader.on("t:risk").map(({ type }) => String(type));
      assert.deepEqual(told.toSorted(), ["halt", "risk"]);
      assert.equal(await reader.redis.hget(`t:risk:${terminal}`, "dayLossPct"), "1");
      actor.tell({ type: "venue_lost", terminal, reason: "silent" });
      await eventually(async () => await reader.redis.exists(`t:risk:${terminal}`) === 0);
      const { halted, halts } = await reader.redis.hgetall(`t:halt:${terminal}`);
      assert.equal(halted, "true");
      assert.equal(JSON.parse(halts!)[0].cause, "daily_loss");
      actor.tell({ type: "halts_changed", terminal, halts: [] });
      const isHalted = () => reader.redis.hget(`t:halt:${terminal}`, "halted");
      await eventually(async () => await isHalted() === "false");
    }, { ttlMs: 3_000 }),
);

redisTest(
  "a burst of quotes is reduced to the last one, every signal is sent in order",
  () =>
    inWorld(async ({ reader, actor }) => {
      for (let step = 1; step <= 5_000; step++) {
        actor.tell(priced(step));
        if (step % 10 === 0) actor.tell({ type: "signal_published", signal: signal(step) });
      }
      const wanted = Array.from({ length: 500 }, (_, index) => signal((index + 1) * 10).id);
      await eventually(() => reader.on("t:signals").length >= 500);
      assert.deepEqual(reader.on("t:signals").map(({ id }) => id), wanted);
      assert.equal(await reader.redis.hget(priceKey, "bid"), "5000");
      assert.ok(reader.on("t:prices").length < 500);
    }),
);

redisTest(
  "an emptied server is written again within seconds, even without new data",
  () =>
    inWorld(async ({ reader, actor }) => {
      actor.tell(synced, priced(1.1));
      await eventually(() => reader.redis.exists(priceKey).then((found) => found === 1));
      await eventually(() => reader.redis.exists("t:bridge:pc:5555").then((found) => found === 1));
      const sign = () => reader.redis.hget("t:bridge:pc:5555", "utcMs");
      const first = await sign();
      await eventually(async () => await sign() !== first); // a heartbeat has noticed it
      await reader.redis.flushall();
      await eventually(() => reader.redis.exists(priceKey).then((found) => found === 1));
      assert.ok(codes(actor).includes("redis_emptied"));
    }),
);

redisTest(
  "keys are written again within their time to live; those of a lost terminal expire",
  () =>
    inWorld(async ({ reader, actor }) => {
      actor.tell(synced, priced(1.1), account(1, otherTerminal));
      await eventually(() => reader.redis.exists(priceKey).then((found) => found === 1));
      // that was in transit
      actor.tell({ type: "venue_lost", terminal, reason: "silent" }, priced(1.2));
      await eventually(() => reader.redis.exists(priceKey).then((found) => found === 0));
      assert.equal(await reader.redis.exists(`t:account:${otherTerminal}`), 1);
      await eventually(() => reader.on("t:system").some(({ reason }) => reason === "silent"));
    }, { ttlMs: 3_000 }),
);

for (const how of ["stop", "kill"] as const) {
  redisTest(
    `after a ${how} and a restart the latest values are restored, and every signal is sent`,
    () =>
      inWorld(async ({ own, reader, actor }) => {
        actor.tell(synced, priced(1.1));
        await eventually(() => isReady(actor));
        await own.server[how]();
        await eventually(() => actor.status().health === "degraded");
        for (let bar = 1; bar <= 20; bar++) {
          actor.tell({ type: "signal_published", signal: signal(bar) }, priced(2 + bar));
        }
        assert.match(actor.status().reason!, /closed the connection|cannot be reached/);
        await own.server.start();
        await eventually(async () => isReady(actor) && await reader.redis.exists(priceKey) === 1);
        assert.equal(await reader.redis.hget(priceKey, "bid"), "22");
        assert.equal(await reader.redis.exists(`t:symbols:${terminal}`), 1);
        assert.equal(actor.status().detail.waitingEvents, 0);
        assert.equal(codes(actor).filter((code) => code === "redis_back").length, 1);
      }),
  );
}

redisTest(
  "signals from a time without Redis are published afterwards, the oldest beyond a limit dropped",
  () =>
    inWorld(async ({ own, actor }) => {
      await eventually(() => isReady(actor));
      await own.server.stop();
      await eventually(() => actor.status().health === "degraded");
      for (let bar = 1; bar <= 5_100; bar++) {
        actor.tell({ type: "signal_published", signal: signal(bar) });
      }
      const { redisDroppedEvents } = actor.status().counters!;
      assert.ok(redisDroppedEvents! >= 100 && redisDroppedEvents! <= 105);
      assert.equal(codes(actor).filter((code) => code === "redis_events_dropped").length, 1);
      await own.server.start();
      await eventually(() => isReady(actor));
      await eventually(() => actor.status().detail.waitingEvents === 0);
      const back = actor.log.find(({ code }) => code === "redis_back");
      assert.equal(back?.fields.dropped, redisDroppedEvents);
    }),
);

redisTest(
  "a server that hangs under load causes a timeout, uses no memory, and is reconnected",
  () =>
    inWorld(async ({ own, reader, actor }) => {
      await eventually(() => isReady(actor));
      own.server.pause();
      // A minute of a busy market.
      for (let step = 0; step < 600; step++) {
        actor.tell(priced(step), { type: "signal_published", signal: signal(step) });
      }
      await eventually(() => actor.status().health === "degraded");
      assert.match(actor.status().reason!, /did not answer in time/);
      assert.ok(Number(actor.status().detail.waitingEvents) <= 610);
      own.server.resume();
      await eventually(() => isReady(actor));
      assert.equal(await reader.redis.hget(priceKey, "bid"), "599");
      await eventually(() => new Set(reader.on("t:signals").map(({ id }) => id)).size === 600);
    }),
  lacksServer || Deno.build.os === "windows",
);

interface Refusal {
  readonly what: string;
  readonly code: RedisFailureCode;
  readonly server?: RedisOptions;
  readonly config?: Partial<RedisConfig>;
  readonly ignore?: boolean;
}

const refusals: readonly Refusal[] = [
  {
    what: "a wrong password",
    code: "wrong_password",
    server: { password: "right" },
    config: { password: "a wrong secret" },
  },
  { what: "no password where one is wanted", code: "wrong_password", server: { password: "x" } },
  {
    what: "a user that does not exist",
    code: "wrong_password",
    config: { username: "nobody", password: "a wrong secret" },
  },
  { what: "a database that does not exist", code: "wrong_database", config: { database: 99 } },
  {
    what: "a read-only replica",
    code: "read_only",
    server: { args: ["--replicaof", "127.0.0.1", "1"] },
  },
  {
    what: "a server out of memory",
    code: "out_of_memory",
    server: { args: ["--maxmemory", "1", "--maxmemory-policy", "noeviction"] },
  },
  {
    what: "a user without the right to write",
    code: "not_permitted",
    server: { args: ["--user", "reader", "on", ">pw", "+ping", "+get", "~*"] },
    config: { username: "reader", password: "pw" },
  },
  { what: "TLS where the server has none", code: "timed_out", config: { tls: "on" } },
  {
    what: "no TLS where the server wants it",
    code: "connection_lost",
    server: { certificate: selfSigned },
    ignore: lacksTls,
  },
  {
    what: "a self-signed certificate",
    code: "tls_untrusted",
    server: { certificate: selfSigned },
    config: { tls: "on" },
    ignore: lacksTls,
  },
];

for (const { what, code, server = {}, config = {}, ignore = lacksServer } of refusals) {
  redisTest(`${what} is reported as ${code}`, async () => {
    await using own = await startRedis(server);
    await using actor = await runRedisActor(redisConfig(own.server.port, config));
    await eventually(() => codes(actor).length > 0);
    const health = await actor.checkHealth();
    assert.deepEqual(health.ok ? null : (health as { error?: { code: string } }).error?.code, code);
    const { health: state, reason } = actor.status();
    assert.equal(state, "degraded");
    assert.match(reason!, /^Redis at 127\.0\.0\.1:\d+ /);
    if (what.includes("TLS where")) assert.match(reason!, /TLS/);
    assert.deepEqual(codes(actor), ["redis_away"]);
    assert.doesNotMatch(JSON.stringify([actor.log, actor.status(), health]), /a wrong secret/);
  }, ignore);
}

redisTest("a missing server is reported as unreachable", async () => {
  await using actor = await runRedisActor(redisConfig(freePort()));
  actor.tell(priced(1));
  const health = await actor.checkHealth() as { error?: { code: string } };
  assert.equal(health.error?.code, "unreachable");
  assert.match(actor.status().reason!, /cannot be reached/);
});

redisTest(
  "accepts any TLS certificate if configured, with user, password and database",
  async () => {
    await using own = await startRedis({ certificate: selfSigned, password: "p@ss word" });
    await using actor = await runRedisActor(redisConfig(own.server.port, {
      tls: "insecure",
      username: "default",
      password: "p@ss word",
      database: 3,
    }));
    await eventually(() => isReady(actor));
    assert.deepEqual((await actor.checkHealth()).ok, true);
  },
  lacksTls,
);

redisTest(
  "two bridges share a server: each with its own prefix, or with its own accounts",
  () =>
    inWorld(async ({ own, reader, actor }) => {
      const { port } = own.server;
      const bridge = { name: "pc:5556", version: "3.0.0", mode: "safety", demo: false } as const;
      await using second = await runRedisActor(redisConfig(port, { bridge }));
      await using third = await runRedisActor(redisConfig(port, { bridge, prefix: "other:" }));
      actor.tell(priced(1));
      second.tell({ type: "quotes_accepted", terminal: otherTerminal, quotes: [quote(2)] });
      third.tell(priced(3));
      const bids = () =>
        Promise.all([priceKey, `t:price:${otherTerminal}:EURUSD`, priceKey.replace("t:", "other:")]
          .map((key) => reader.redis.hget(key, "bid")));
      await eventually(async () => assert.deepEqual(await bids(), ["1", "2", "3"]) ?? true);
      await eventually(() =>
        Promise.all(["t:bridge:pc:5555", "t:bridge:pc:5556", "other:bridge:pc:5556"]
          .map((key) => reader.redis.exists(key))).then((found) => found.every((one) => one === 1))
      );
    }),
);

redisTest(
  "publishes at the end that the bridge has stopped",
  () =>
    inWorld(async ({ own, reader }) => {
      const bridge = { name: "short", version: "3.0.0", mode: "safety", demo: false } as const;
      const short = await runRedisActor(redisConfig(own.server.port, { bridge }));
      await eventually(() => isReady(short));
      await short[Symbol.asyncDispose]();
      assert.equal(await reader.redis.hget("t:bridge:short", "state"), "stopped");
    }),
);

redisTest(
  "messages of others never reach the bridge: it subscribes to no channel",
  () =>
    inWorld(async ({ reader, actor }) => {
      await eventually(() => isReady(actor));
      const clients = String(await reader.redis.client("LIST")).split("\n").filter(Boolean);
      const subscribed = clients.filter((line) => !line.includes(" sub=0 psub=0 "));
      assert.equal(subscribed.length, 1); // the test's own
      assert.equal(clients.length, 3);
    }),
);
