/** The test servers: they run, survive what tests do to them, and leave nothing behind. */

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { Redis } from "ioredis";
import postgres from "postgres";
import { lacks } from "../../tools/test_needs.ts";
import { selfSigned } from "./certificates.ts";
import { sharedPostgres, startPostgres } from "./postgres_server.ts";
import { sharedRedis, startRedis } from "./redis_server.ts";

const canFreeze = Deno.build.os !== "windows";
const lacksPostgres = lacks("postgres");
const lacksRedis = lacks("redis");
const postgresServer = lacksPostgres ? null : await sharedPostgres();
const redisUrl = lacksRedis ? null : await sharedRedis();

async function rowOf(url: string, statement: string, ssl?: { rejectUnauthorized: boolean }) {
  const sql = postgres(url, { max: 1, onnotice: () => {}, ...(ssl === undefined ? {} : { ssl }) });
  try {
    return (await sql.unsafe(statement))[0];
  } finally {
    await sql.end({ timeout: 1 });
  }
}

Deno.test({
  name: "PostgreSQL: every test has a separate database",
  ignore: lacksPostgres,
  fn: async () => {
    await using one = await postgresServer!.createDatabase();
    await using other = await postgresServer!.createDatabase();
    await rowOf(one.url, "create table only_here (x int)");
    const find = "select to_regclass('only_here') is not null as found";
    assert.deepEqual([await rowOf(one.url, find), await rowOf(other.url, find)], [
      { found: true },
      { found: false },
    ]);
  },
});

Deno.test({
  name: "PostgreSQL: what is committed survives a kill, a restart and a pause",
  ignore: lacks("postgres_program"),
  fn: async () => {
    await using own = await startPostgres();
    const url = own.url();
    await rowOf(url, "create table kept (x int)");
    await rowOf(url, "insert into kept values (1)");
    const count = () => rowOf(url, "select count(*)::int as n from kept");
    await own.server.kill();
    await assert.rejects(count(), { code: "ECONNREFUSED" });
    await own.server.start();
    assert.deepEqual(await count(), { n: 1 });
    await own.server.stop();
    await own.server.start();
    assert.deepEqual(await count(), { n: 1 });
    if (!canFreeze) return;
    own.server.pause();
    let isAnswered = false;
    const answer = count().then((row) => (isAnswered = true, row));
    await using other = await postgresServer!.createDatabase();
    assert.deepEqual(await rowOf(other.url, "select 1 as n"), { n: 1 });
    assert.equal(isAnswered, false, "another server made a database and answered in between");
    own.server.resume();
    assert.deepEqual(await answer, { n: 1 });
  },
});

Deno.test({
  name: "PostgreSQL over TLS with a self-signed certificate; a wrong password is refused",
  ignore: lacks("postgres_program") || lacks("openssl"),
  fn: async () => {
    await using own = await startPostgres({ certificate: selfSigned });
    const query = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";
    const row = await rowOf(own.url(), query, { rejectUnauthorized: false });
    assert.deepEqual(row, { ssl: true });
    await assert.rejects(rowOf(own.url(), query, { rejectUnauthorized: true }));
    const wrong = new URL(own.url());
    wrong.password = "wrong";
    await assert.rejects(rowOf(wrong.href, query), { code: "28P01" });
  },
});

async function withRedis<T>(url: string, use: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    tls: url.startsWith("rediss") ? { rejectUnauthorized: false } : undefined!,
  });
  redis.on("error", () => {}); // the rejected command shows it
  try {
    await redis.connect();
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}

Deno.test({
  name: "Redis: a shared server answers",
  ignore: lacksRedis,
  fn: async () => assert.equal(await withRedis(redisUrl!, (redis) => redis.ping()), "PONG"),
});

Deno.test({
  name: "Redis: killed and restarted on the same port, with a password and kept data",
  ignore: lacks("redis_program"),
  fn: async () => {
    await using own = await startRedis({ password: "a secret", isPersistent: true });
    await withRedis(own.url, (redis) => redis.set("kept", "1"));
    await own.server.kill();
    await assert.rejects(withRedis(own.url, (redis) => redis.ping()));
    await own.server.start();
    assert.equal(await withRedis(own.url, (redis) => redis.get("kept")), "1");
    const noPassword = own.url.replace(/:[^:@/]*@/, "");
    await assert.rejects(withRedis(noPassword, (redis) => redis.get("kept")));
  },
});

Deno.test({
  name: "Redis over TLS",
  ignore: lacks("redis_program") || lacks("openssl"),
  fn: async () => {
    await using own = await startRedis({ certificate: selfSigned });
    assert.equal(await withRedis(own.url, (redis) => redis.ping()), "PONG");
  },
});

Deno.test({
  name: "A server's folder and process are removed with it",
  ignore: lacks("redis_program"),
  fn: async () => {
    const own = await startRedis();
    const folder = await withRedis(own.url, (redis) => redis.config("GET", "dir"));
    await own[Symbol.asyncDispose]();
    assert.equal(existsSync((folder as string[])[1]!), false);
    await assert.rejects(withRedis(own.url, (redis) => redis.ping()));
  },
});
