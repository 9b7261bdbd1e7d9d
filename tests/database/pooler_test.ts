/** The mirror through a pooler that gives each transaction any session of the server. */

import assert from "node:assert/strict";
import postgres from "postgres";
import { lacks } from "../../tools/test_needs.ts";
import { startMirrored, targetOf, testSchema } from "../support/mirror_stage.ts";
import { startPgbouncer } from "../support/pgbouncer.ts";
import { inDatabase, startPostgres } from "../support/postgres_server.ts";
import {
  demoTerminal,
  inTempFolder,
  must,
  sampleBar,
  sampleTick,
  seriesBars,
  storedTicks,
} from "../support/store_samples.ts";
import { sampleIntent } from "../support/trade_samples.ts";

/** A client that leaves its settings in every session of the pooler, as careless ones do. */
async function spoilSessions(url: string, sessions: number): Promise<void> {
  const sql = postgres(url, { max: sessions, prepare: false, onnotice: () => {} });
  try {
    await Promise.all(
      Array.from({ length: sessions }, () =>
        sql.begin(async (statement) => {
          await statement.unsafe("SET search_path = public");
          // So that each transaction has a session of its own.
          await statement.unsafe("SELECT pg_sleep(0.2)");
        })),
    );
  } finally {
    await sql.end({ timeout: 1 });
  }
}

Deno.test({
  name: "mirror: through a pooler in transaction mode every row arrives, and nothing in public",
  ignore: lacks("postgres_program") || lacks("pgbouncer"),
  fn: () =>
    inTempFolder(async (folder) => {
      await using server = await startPostgres();
      await using pooler = await startPgbouncer({ serverUrl: server.url(), sessions: 2 });
      const url = pooler.url("postgres");
      await spoilSessions(url, 2);
      await using stage = startMirrored(folder, targetOf(url, { tls: "off", poolMin: 2 }));
      for (let index = 0; index < 20; index++) {
        must(
          await stage.actor.onAsk.store_bars({
            terminal: demoTerminal,
            series: [seriesBars([sampleBar(index)])],
          }),
        );
        must(
          await stage.actor.onAsk.store_ticks({
            terminal: demoTerminal,
            batches: [storedTicks([sampleTick(index * 1_000)])],
          }),
        );
        must(
          await stage.actor.onAsk.journal_intent({
            intent: sampleIntent(index),
            key: null,
            decision: null,
          }),
        );
        if (index % 5 === 0) await spoilSessions(url, 2);
      }
      await stage.mirrored(server.url());
      const sql = postgres(server.url(), { max: 1, onnotice: () => {} });
      try {
        const rows = await sql.unsafe(
          "SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('public', $1)",
          [testSchema],
        );
        assert.deepEqual(rows.filter(({ schemaname }) => schemaname === "public"), []);
        assert.ok(rows.length > 10);
      } finally {
        await sql.end({ timeout: 1 });
      }
      assert.doesNotMatch(stage.sentences().join("\n"), /pooler|rejects|timeout/i);
    }),
});

Deno.test({
  name: "mirror: notifications that another client of the pooler asked for are left alone",
  ignore: lacks("postgres_program") || lacks("pgbouncer"),
  fn: () =>
    inTempFolder(async (folder) => {
      await using server = await startPostgres();
      await using pooler = await startPgbouncer({ serverUrl: server.url(), sessions: 1 });
      const url = pooler.url("postgres");
      await inDatabase(url, "LISTEN changes");
      await inDatabase(
        server.url(),
        "CREATE FUNCTION public.tell() RETURNS event_trigger LANGUAGE plpgsql AS " +
          "$$ BEGIN PERFORM pg_notify('changes', random()::text); END $$",
        // Told in the bridge's own session as well, at the end of its transaction.
        "CREATE EVENT TRIGGER tell ON ddl_command_end EXECUTE FUNCTION public.tell()",
      );
      await using stage = startMirrored(folder, targetOf(url, { tls: "off" }));
      must(
        await stage.actor.onAsk.store_bars({
          terminal: demoTerminal,
          series: [seriesBars([sampleBar(1)])],
        }),
      );
      await stage.mirrored(server.url());
      assert.equal(stage.mirror().code, null);
      assert.doesNotMatch(stage.sentences().join("\n"), /protocol/);
    }),
});
