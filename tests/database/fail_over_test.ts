/** The mirror when its server fails and a standby takes its place. */

import assert from "node:assert/strict";
import postgres from "postgres";
import { lacks } from "../../tools/test_needs.ts";
import { eventually } from "../support/eventually.ts";
import { type MirrorStage, startMirrored, targetOf } from "../support/mirror_stage.ts";
import { startPostgres } from "../support/postgres_server.ts";
import {
  demoTerminal,
  inTempFolder,
  must,
  sampleBar,
  seriesBars,
} from "../support/store_samples.ts";
import { TcpRelay } from "../support/tcp_relay.ts";

async function stores({ actor }: MirrorStage, index: number): Promise<void> {
  const series = [seriesBars([sampleBar(index)])];
  must(await actor.onAsk.store_bars({ terminal: demoTerminal, series }));
}

Deno.test({
  name: "mirror: a standby is named for what it is, and gets everything once it is promoted",
  ignore: lacks("postgres_program"),
  fn: () =>
    inTempFolder(async (folder) => {
      await using primary = await startPostgres();
      await using standby = await startPostgres({ standbyOf: primary });
      const target = targetOf(primary.url());
      await using name = new TcpRelay(target.port);
      await using stage = startMirrored(folder, { ...target, port: name.port });
      await stores(stage, 1);
      await stage.mirrored(primary.url());
      await primary.server.kill();
      name.redirect(standby.server.port);
      name.cut();
      await stores(stage, 2);
      await eventually(() => stage.mirror().code === "mirror_standby");
      assert.match(String(stage.actor.status().reason), /is a standby.*POSTGRES_HOST.*promote/);
      const sql = postgres(standby.url(), { max: 1 });
      await sql.unsafe("SELECT pg_promote()");
      await sql.end();
      await stage.mirrored(standby.url());
      assert.equal(stage.actor.status().health, "ok");
    }),
});
