/** The redis actor with servers that are part of something: a replica, nodes of a cluster. */

import assert from "node:assert/strict";
import { Redis } from "ioredis";
import { lacks } from "../../tools/test_needs.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free_port.ts";
import { type OwnRedis, startRedis } from "../support/redis_server.ts";
import { TcpRelay } from "../support/tcp_relay.ts";
import { quote, terminal } from "./record_samples.ts";
import { redisConfig, type RunningActor, runRedisActor } from "./redis_stage.ts";

const ignore = lacks("redis_program");

async function failsWith(actor: RunningActor, code: string): Promise<void> {
  await eventually(async () => {
    const health = await actor.checkHealth() as { error?: { code: string } };
    return health.error?.code === code;
  }, { what: code });
  assert.equal(actor.status().health, "degraded");
}

async function asked(own: OwnRedis, ...[name, ...args]: [string, ...string[]]): Promise<unknown> {
  const redis = new Redis(own.url);
  try {
    return await redis.call(name, ...args);
  } finally {
    redis.disconnect();
  }
}

Deno.test({
  name: "redis actor: a replica is named for what it is, and filled once it is promoted",
  ignore,
  fn: async () => {
    await using primary = await startRedis();
    await using replica = await startRedis({
      args: ["--replicaof", "127.0.0.1", String(primary.server.port)],
    });
    await using name = new TcpRelay(primary.server.port);
    await using actor = await runRedisActor(redisConfig(name.port));
    actor.tell({ type: "quotes_accepted", terminal, quotes: [quote(1)] });
    await eventually(() => actor.status().health === "ok");
    await primary.server.kill();
    name.redirect(replica.server.port);
    name.cut();
    await failsWith(actor, "read_only");
    assert.match(actor.status().reason!, /read-only replica: set REDIS_HOST/);
    await asked(replica, "REPLICAOF", "NO", "ONE");
    await eventually(() => actor.status().health === "ok");
  },
});

interface Cluster extends AsyncDisposable {
  readonly nodes: readonly [OwnRedis, OwnRedis];
}

function startNode(): Promise<OwnRedis> {
  return startRedis({
    args: ["--cluster-enabled", "yes", "--cluster-port", String(freePort())],
  });
}

/** Two nodes, each with half of the slots. */
async function startCluster(): Promise<Cluster> {
  const nodes = [await startNode(), await startNode()] as const;
  const [one, other] = nodes;
  await asked(one, "CLUSTER", "ADDSLOTSRANGE", "0", "8191");
  await asked(other, "CLUSTER", "ADDSLOTSRANGE", "8192", "16383");
  const [, busPort] = await asked(other, "CONFIG", "GET", "cluster-port") as string[];
  await asked(one, "CLUSTER", "MEET", "127.0.0.1", String(other.server.port), busPort!);
  for (const node of nodes) {
    await eventually(async () =>
      String(await asked(node, "CLUSTER", "INFO")).includes("cluster_state:ok")
    );
  }
  return {
    nodes,
    async [Symbol.asyncDispose]() {
      for (const node of nodes) await node[Symbol.asyncDispose]();
    },
  };
}

Deno.test({
  name: "redis actor: a node of a cluster is named, and the remedy works",
  ignore,
  fn: async () => {
    await using cluster = await startCluster();
    const [one, other] = cluster.nodes;
    const slot = Number(await asked(one, "CLUSTER", "KEYSLOT", "{mt5}:x"));
    const [owner, stranger] = slot < 8_192 ? [one, other] : [other, one];
    {
      await using actor = await runRedisActor(
        redisConfig(stranger.server.port, { prefix: "{mt5}:" }),
      );
      await failsWith(actor, "cluster");
      assert.match(actor.status().reason!, new RegExp(`MOVED ${slot} .*:${owner.server.port}`));
      assert.match(actor.status().reason!, /REDIS_PREFIX/);
    }
    await using actor = await runRedisActor(redisConfig(owner.server.port, { prefix: "{mt5}:" }));
    actor.tell({ type: "quotes_accepted", terminal, quotes: [quote(1)] });
    await eventually(() => actor.status().health === "ok");
    const health = await actor.checkHealth();
    assert.ok(health.ok);
  },
});

Deno.test({
  name: "redis actor: a node of an incomplete cluster, and one asked for a database",
  ignore,
  fn: async () => {
    await using node = await startNode();
    {
      await using actor = await runRedisActor(redisConfig(node.server.port));
      await failsWith(actor, "cluster_down");
    }
    await using actor = await runRedisActor(redisConfig(node.server.port, { database: 1 }));
    await failsWith(actor, "cluster");
    assert.match(actor.status().reason!, /REDIS_DB/);
  },
});
