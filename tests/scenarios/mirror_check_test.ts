/** `mirror check` as a user runs it: its words, its JSON and its exit codes. */

import assert from "node:assert/strict";
import { join } from "node:path";
import postgres from "postgres";
import { programLock } from "../../src/cli/process/running_note.ts";
import { tryLockFolder } from "../../src/database/folder_lock.ts";
import { storeFile } from "../../src/database/sqlite_file.ts";
import { lacks } from "../../tools/test_needs.ts";
import { BridgeProcess } from "../support/bridge_process.ts";
import { freePort } from "../support/free_port.ts";
import { inStore, storeSome } from "../support/full_store.ts";
import { targetOf, testSchema } from "../support/mirror_stage.ts";
import { sharedPostgres } from "../support/postgres_server.ts";
import { demoTerminal, must, sampleTick, storedTicks } from "../support/store_samples.ts";
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
  name: "mirror check: what cannot be mended is a failure",
  ignore,
  fn: () =>
    inTempFolder(async (dir) => {
      await using database = await server!.createDatabase();
      const settings = settingsOf(database.url);
      inStore(join(dir, "data"), (store) => storeSome(store));
      await check(dir, settings);
      const sql = postgres(database.url, { max: 1, connection: { search_path: testSchema } });
      await sql.unsafe(
        "CREATE FUNCTION seven() RETURNS trigger LANGUAGE plpgsql AS " +
          "$$ BEGIN NEW.profit := 7; RETURN NEW; END $$; UPDATE deals SET profit = 1; " +
          "CREATE TRIGGER t BEFORE UPDATE ON deals FOR EACH ROW EXECUTE FUNCTION seven()",
      );
      await sql.end();
      const { code, output } = await check(dir, settings);
      assert.equal(code, 12, output);
      assert.match(output, /deals: 3 rows still different/);
    }),
});

Deno.test({
  name: "mirror check: a copy of the data folder is not compared, and starts no copy of its own",
  ignore,
  fn: () =>
    inTempFolder(async (dir) => {
      await using database = await server!.createDatabase();
      const settings = settingsOf(database.url);
      const copy = join(dir, "copy");
      inStore(join(dir, "data"), (store) => storeSome(store));
      await check(dir, settings);
      await Deno.mkdir(join(copy, "data"), { recursive: true });
      await Deno.copyFile(join(dir, "data", storeFile), join(copy, "data", storeFile));
      inStore(join(dir, "data"), ({ ticks }) => {
        must(ticks.store(demoTerminal, [storedTicks([sampleTick(30_000_000)])]));
      });
      assert.equal((await check(dir, settings)).code, 0);
      const { code, output } = await check(copy, settings);
      assert.equal(code, 12, output);
      assert.match(output, /^PostgreSQL at .* has newer rows from this bridge.*\s*$/);
      const sql = postgres(database.url, { max: 1, connection: { search_path: testSchema } });
      const [bridges] = await sql`SELECT count(*)::int AS n FROM bridges`;
      await sql.end();
      assert.equal(bridges!.n, 1);
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
      const told = (await check(dir, nobody)).output.match(/cannot be reached/g);
      assert.equal(told?.length, 1);
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
