/** `mirror check` as a user runs it: its words, its JSON and its exit codes. */

import assert from "node:assert/strict";
import { join } from "node:path";
import postgres from "postgres";
import { programLock } from "../../src/cli/running_note.ts";
import { tryLockFolder } from "../../src/database/folder_lock.ts";
import { lacks } from "../../tools/test_needs.ts";
import { BridgeProcess } from "../support/bridge_process.ts";
import { freePort } from "../support/free_port.ts";
import { inStore, storeSome } from "../support/full_store.ts";
import { targetOf, testSchema } from "../support/mirror_stage.ts";
import { sharedPostgres } from "../support/postgres_server.ts";
import { inTempFolder } from "../support/temp_folder.ts";

const ignore = lacks("postgres");
const server = ignore ? null : await sharedPostgres();

function settingsOf(url: string): Record<string, string> {
  const { host, port, database, user, password } = targetOf(url);
  return {
    POSTGRES_HOST: host,
    POSTGRES_PORT: String(port),
    POSTGRES_DB: database,
    POSTGRES_USER: user,
    POSTGRES_PASSWORD: password,
  };
}

async function check(dir: string, settings: Record<string, string>, ...more: string[]) {
  const args = ["mirror", "check", ...more];
  await using program = new BridgeProcess({ args, settings, dir, isWatched: true });
  return { code: await program.exit(), output: program.output };
}

Deno.test({
  name: "mirror check: finds, mends and reports what was changed on the server",
  ignore,
  fn: () =>
    inTempFolder(async (dir) => {
      await using database = await server!.createDatabase();
      const settings = settingsOf(database.url);
      inStore(join(dir, "data"), (store) => storeSome(store));
      const first = await check(dir, settings);
      assert.equal(first.code, 0, first.output);
      assert.match(first.output, /^Compared [\d,]+ rows with PostgreSQL: no differences/);
      const sql = postgres(database.url, { max: 1, connection: { search_path: testSchema } });
      await sql.unsafe("UPDATE deals SET profit = 1");
      await sql.unsafe("TRUNCATE bars");
      await sql.end();
      const second = await check(dir, settings, "--json");
      assert.equal(second.code, 11, second.output);
      const { state, missing, changed, tables } = JSON.parse(second.output);
      assert.deepEqual({ state, missing, changed }, {
        state: "compared",
        missing: 350,
        changed: 3,
      });
      assert.deepEqual(tables.map(({ table }: { table: string }) => table).sort(), [
        "bars",
        "deals",
      ]);
      const third = await check(dir, settings);
      assert.equal(third.code, 0, third.output);
    }),
});

Deno.test({
  name: "mirror check: says why it cannot compare",
  ignore,
  fn: () =>
    inTempFolder(async (dir) => {
      const nobody = { POSTGRES_HOST: "127.0.0.1", POSTGRES_PORT: String(freePort()) };
      const noStore = await check(dir, nobody);
      assert.equal(noStore.code, 12);
      assert.match(noStore.output, /There is no store in /);
      inStore(join(dir, "data"), () => {});
      const noServer = await check(dir, nobody, "--json");
      assert.equal(noServer.code, 12);
      assert.match(JSON.parse(noServer.output).reason, /cannot be reached/);
      const noCopy = await check(dir, {});
      assert.equal(noCopy.code, 12);
      assert.match(noCopy.output, /POSTGRES_HOST is empty/);
      const lock = tryLockFolder(join(dir, "data"), programLock);
      const running = await check(dir, nobody);
      lock?.release();
      assert.equal(running.code, 5);
      assert.match(running.output, /A bridge is using .*MIRROR_CHECK_INTERVAL/);
    }),
});
