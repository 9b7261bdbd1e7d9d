/**
 * The program as a user runs it, with PostgreSQL: running, stopped, killed. The bridge keeps its
 * speed, and no row is missing.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import postgres from "postgres";
import { type StatusDocument, statusDocument } from "../../src/http/status_document.ts";
import { lacks } from "../../tools/test_needs.ts";
import { BridgeProcess } from "../support/bridge_process.ts";
import { eventually } from "../support/eventually.ts";
import { isMirrored } from "../support/mirror_check.ts";
import { startMirrored, targetOf } from "../support/mirror_stage.ts";
import { type OwnPostgres, startPostgres } from "../support/postgres_server.ts";
import { storeCount } from "../support/store_reader.ts";

const schema = "mt5_bridge_demo";

function demo(own: OwnPostgres, dir: string, more: Record<string, string> = {}): BridgeProcess {
  const { host, port, database, user, password } = targetOf(own.url());
  return new BridgeProcess({
    args: ["demo", "--with-servers"],
    dir,
    settings: {
      POSTGRES_HOST: host,
      POSTGRES_PORT: String(port),
      POSTGRES_DB: database,
      POSTGRES_USER: user,
      POSTGRES_PASSWORD: password,
      PRICE_FETCH_INTERVAL: "0.2",
      ...more,
    },
  });
}

async function statusOf(bridge: BridgeProcess): Promise<StatusDocument> {
  return statusDocument.parse((await bridge.get("/status")).body);
}

async function postgresHealth(bridge: BridgeProcess) {
  const { services } = await statusOf(bridge);
  return services.find(({ name }) => name === "PostgreSQL");
}

const rowsInStore = (dir: string) =>
  storeCount(dir, "SELECT (SELECT count(*) FROM ticks) + (SELECT count(*) FROM bars)");

Deno.test({
  name: "a demo with PostgreSQL: stopped, killed and restarted, the server has what the store has",
  ignore: lacks("postgres_program") || Deno.build.os === "windows",
  fn: async () => {
    await using own = await startPostgres();
    const dir = await Deno.makeTempDir({ prefix: "bridge-postgres-" });
    const demoDir = join(dir, "data", "demo");
    try {
      await using bridge = demo(own, dir);
      await bridge.says(/Running/);
      // A slow machine is still connecting when the banner stops waiting for it.
      assert.match(
        bridge.output,
        /PostgreSQL +(?:Connected to PostgreSQL at 127\.0\.0\.1:\d+ \(pool:\s+1-10\)|connecting)/,
      );
      for (const end of [() => own.server.stop(), () => own.server.kill()]) {
        await eventually(async () => (await postgresHealth(bridge))?.health === "ok");
        await end();
        await eventually(async () => (await postgresHealth(bridge))?.health === "degraded");
        const store = (await statusOf(bridge)).services.find(({ name }) => name === "database");
        assert.equal(store?.health, "ok");
        const before = rowsInStore(demoDir);
        await eventually(() => rowsInStore(demoDir) > before + 50);
        await own.server.start();
      }
      await eventually(async () => (await postgresHealth(bridge))?.health === "ok");
      bridge.signal("SIGTERM");
      assert.equal(await bridge.exit(), 0);
      const place = { url: own.url(), schema };
      const isComplete = await isMirrored(place, join(demoDir, "bridge.sqlite"));
      assert.ok(isComplete || /PostgreSQL lacks the last/.test(bridge.output));
      assert.match(bridge.output, /PostgreSQL at 127\.0\.0\.1:\d+ cannot be reached|was lost/);
      await using again = demo(own, dir);
      await again.says(/Running/);
      again.signal("SIGKILL");
      await again.killed();
      assert.ok(rowsInStore(demoDir) > 4_000);
      // Rows of the last moments are sent after the next start, here without new writes.
      await using stage = startMirrored(demoDir, targetOf(own.url(), { schema }));
      await stage.mirrored(own.url());
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});

Deno.test({
  name: "a demo with PostgreSQL: rows changed on the server are mended, and counted",
  ignore: lacks("postgres_program") || Deno.build.os === "windows",
  fn: async () => {
    await using own = await startPostgres();
    const dir = await Deno.makeTempDir({ prefix: "bridge-postgres-" });
    const sql = postgres(own.url(), { max: 1, connection: { search_path: schema } });
    try {
      await using bridge = demo(own, dir, { MIRROR_CHECK_INTERVAL: "0.5" });
      await bridge.says(/Running/);
      await eventually(async () =>
        (await sql`SELECT 1 FROM pg_tables WHERE tablename = 'bars'`)[0]
      );
      await eventually(async () => (await sql`SELECT 1 FROM bars LIMIT 1`)[0]);
      await sql`UPDATE bars SET close = 12345`;
      await eventually(async () =>
        (await sql`SELECT 1 FROM bars WHERE close = 12345`).length === 0
      );
      await eventually(async () => ((await statusOf(bridge)).counters.mirrorDifferences ?? 0) > 0);
      const metrics = await (await fetch(`http://127.0.0.1:${bridge.httpPort}/metrics`)).text();
      assert.match(metrics, /^mt5_bridge_mirror_differences_total [1-9]/m);
      await bridge.says(/PostgreSQL differed from the store.*bars: 0 missing/s);
      assert.equal((await postgresHealth(bridge))?.health, "ok");
    } finally {
      await sql.end({ timeout: 1 });
      await Deno.remove(dir, { recursive: true });
    }
  },
});
