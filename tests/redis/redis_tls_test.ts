/** The redis actor with a server with TLS whose certificate is verified. */

import assert from "node:assert/strict";
import { lacks } from "../../tools/test_needs.ts";
import { eventually } from "../support/eventually.ts";
import { startRedis } from "../support/redis_server.ts";
import { tlsCases } from "../support/tls_cases.ts";
import { redisConfig, runRedisActor } from "./redis_stage.ts";

for (const { what, code, says, certificate, caFile } of tlsCases) {
  Deno.test({
    name: `redis actor with REDIS_TLS=on: ${what} is ${code ?? "accepted"}`,
    ignore: lacks("redis_program") || lacks("openssl"),
    fn: async () => {
      let serverFolder = "";
      await using own = await startRedis({ certificate: (at) => certificate(serverFolder = at) });
      const config = redisConfig(own.server.port, { tls: "on", caFile: caFile(serverFolder) });
      await using actor = await runRedisActor(config);
      await eventually(() => actor.log.length > 0);
      const health = await actor.checkHealth() as { ok: boolean; error?: { code: string } };
      assert.equal(health.error?.code ?? null, code);
      if (code !== null) assert.match(actor.status().reason ?? "", says);
    },
  });
}
