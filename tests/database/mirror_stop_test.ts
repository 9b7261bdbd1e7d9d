/** A clean stop waits a moment for the mirror, and says what has not arrived. */

import assert from "node:assert/strict";
import { lacks } from "../../tools/test_needs.ts";
import { freePort } from "../support/free_port.ts";
import { inStore, storeSome } from "../support/full_store.ts";
import { assertMirrored } from "../support/mirror_check.ts";
import { startMirrored, targetOf, testSchema } from "../support/mirror_stage.ts";
import { sharedPostgres } from "../support/postgres_server.ts";
import {
  demoTerminal,
  inTempFolder,
  must,
  sampleTick,
  storedTicks,
} from "../support/store_samples.ts";

const lacksPostgres = lacks("postgres");
const server = lacksPostgres ? null : await sharedPostgres();

Deno.test({
  name: "mirror: what was written just before a clean stop has arrived",
  ignore: lacksPostgres,
  fn: () =>
    inTempFolder(async (folder) => {
      await using database = await server!.createDatabase();
      const stage = startMirrored(folder, targetOf(database.url));
      await stage.mirrored(database.url);
      const ticks = Array.from({ length: 500 }, (_, index) => sampleTick(index));
      const batches = [storedTicks(ticks)];
      must(await stage.actor.onAsk.store_ticks({ terminal: demoTerminal, batches }));
      await stage.actor.stop?.();
      await assertMirrored({ url: database.url, schema: testSchema }, stage.storePath);
      assert.doesNotMatch(stage.sentences().join("\n"), /the last [\d,]+ rows/);
    }),
});

Deno.test("mirror: a stop without the server says how much has not arrived", () =>
  inTempFolder(async (folder) => {
    inStore(folder, (store) => storeSome(store));
    const target = targetOf(`postgres://nobody@127.0.0.1:${freePort()}/nothing`);
    const stage = startMirrored(folder, target);
    await stage.actor.stop?.();
    assert.match(stage.sentences().at(-1)!, /^PostgreSQL .*the last [\d,]+ rows/);
  }));
