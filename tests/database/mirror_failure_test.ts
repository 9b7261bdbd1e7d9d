/**
 * Failures of the mirror's server: each has its code and a sentence, the bridge keeps running, and
 * nothing is lost.
 */

import assert from "node:assert/strict";
import postgres from "postgres";
import type { MirrorErrorCode } from "../../src/database/mirror_error.ts";
import { describeMirrorError, mirrorErrorCodes } from "../../src/database/mirror_error.ts";
import { mirrorErrorOf } from "../../src/database/postgres_failure.ts";
import { serverRefusal } from "../../src/database/postgres_migrate.ts";
import type { MirrorTarget } from "../../src/database/mirror_target.ts";
import { lacks } from "../../tools/test_needs.ts";
import { selfSigned } from "../support/certificates.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free_port.ts";
import { isMirrored } from "../support/mirror_check.ts";
import { type MirrorStage, startMirrored, targetOf, testSchema } from "../support/mirror_stage.ts";
import { inDatabase, sharedPostgres, startPostgres } from "../support/postgres_server.ts";
import {
  demoTerminal,
  inTempFolder,
  must,
  sampleBar,
  sampleSignal,
  sampleTick,
  seriesBars,
  storedTicks,
} from "../support/store_samples.ts";
import { TcpRelay } from "../support/tcp_relay.ts";
import { sampleIntent } from "../support/trade_samples.ts";
const lacksPostgres = lacks("postgres");
const lacksProgram = lacks("postgres_program");
const server = lacksPostgres ? null : await sharedPostgres();

/**
 * The package `postgres` writes once more to a connection that is gone when it is lost between two
 * statements, which throws outside of any promise. In the bridge the actor restarts for it.
 */
globalThis.addEventListener("error", (event) => {
  const stack: unknown = event.error?.stack;
  if (typeof stack === "string" && /nextWrite \(.*postgres/.test(stack)) event.preventDefault();
});

/** The bridge keeps working: it stores what it receives, whatever the mirror does. */
async function storesOn({ actor }: MirrorStage, index: number): Promise<void> {
  must(
    await actor.onAsk.store_bars({
      terminal: demoTerminal,
      series: [seriesBars([sampleBar(index)])],
    }),
  );
  must(
    await actor.onAsk.journal_intent({ intent: sampleIntent(index), key: null, decision: null }),
  );
}

async function failsWith(stage: MirrorStage, code: MirrorErrorCode): Promise<void> {
  await eventually(() => stage.mirror().code === code, {
    what: `${code} (now ${JSON.stringify(stage.mirror())})`,
  });
  const { health, reason } = stage.actor.status();
  assert.equal(health, "degraded");
  assert.equal(reason, stage.mirror().reason);
  assert.deepEqual(stage.sentences().slice(-1), [reason]);
  const checked = must(await stage.actor.onAsk.health_check({}));
  assert.equal(checked.mirror.state, "failed");
}

interface ProblemNote {
  readonly what: string;
  readonly code: MirrorErrorCode;
  readonly target?: (target: MirrorTarget) => Partial<MirrorTarget>;
  /** Statements in the database before the bridge starts. */
  readonly before?: readonly string[];
  /** Statements that fix the problem; if there are any, everything arrives afterwards. */
  readonly remedy?: readonly string[];
}

function setReadOnly(word: "on" | "off"): string {
  return `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = ${word}',
    current_database()); END $$`;
}

const role = `limited_${crypto.randomUUID().slice(0, 8)}`;

const troubles: readonly ProblemNote[] = [
  {
    what: "a wrong password",
    code: "mirror_wrong_password",
    target: () => ({ password: "wrong" }),
  },
  {
    what: "an unknown user",
    code: "mirror_wrong_password",
    target: () => ({ user: "nobody_here" }),
  },
  {
    what: "an unknown database",
    code: "mirror_unknown_database",
    target: () => ({ database: "nothing_here" }),
  },
  {
    what: "a port without a listener",
    code: "mirror_unreachable",
    target: () => ({ port: freePort() }),
  },
  {
    what: "a host that has no address",
    code: "mirror_unreachable",
    target: () => ({ host: "no-such-host.invalid" }),
  },
  {
    what: "a server without TLS where it is required",
    code: "mirror_tls_missing",
    target: () => ({ tls: "require" }),
  },
  {
    what: "a user who may not create a schema",
    code: "mirror_permission_denied",
    before: [`CREATE ROLE ${role} LOGIN PASSWORD 'x'`],
    target: () => ({ user: role, password: "x" }),
  },
  {
    what: "a database that was made read-only",
    code: "mirror_read_only",
    before: [setReadOnly("on")],
    remedy: ["SET default_transaction_read_only = off", setReadOnly("off")],
  },
  {
    what: "a schema of a newer bridge",
    code: "mirror_newer_schema",
    before: [
      `CREATE SCHEMA ${testSchema}`,
      `CREATE TABLE ${testSchema}.schema_steps (version integer, what text)`,
      `INSERT INTO ${testSchema}.schema_steps VALUES (99, 'of tomorrow')`,
    ],
    remedy: [`DROP SCHEMA ${testSchema} CASCADE`],
  },
  {
    what: "a table of another program in the way",
    code: "mirror_schema_changed",
    before: [`CREATE SCHEMA ${testSchema}`, `CREATE TABLE ${testSchema}.bars (id int)`],
    remedy: [`DROP SCHEMA ${testSchema} CASCADE`],
  },
];

for (const { what, code, target, before = [], remedy } of troubles) {
  Deno.test({
    name: `mirror: ${what} is ${code}, and the bridge keeps running`,
    ignore: lacksPostgres,
    fn: () =>
      inTempFolder(async (folder) => {
        await using database = await server!.createDatabase();
        await inDatabase(database.url, ...before);
        const good = targetOf(database.url);
        await using stage = startMirrored(folder, { ...good, ...target?.(good) });
        await failsWith(stage, code);
        await storesOn(stage, 1);
        if (remedy === undefined) return;
        await inDatabase(database.url, ...remedy);
        await stage.mirrored(database.url);
        assert.equal(stage.actor.status().health, "ok");
      }),
  });
}

Deno.test({
  name: "mirror: a self-signed certificate is refused by verify and accepted by require",
  ignore: lacksProgram || lacks("openssl"),
  fn: () =>
    inTempFolder(async (folder) => {
      await using own = await startPostgres({ certificate: selfSigned });
      {
        await using stage = startMirrored(folder, targetOf(own.url(), { tls: "verify" }));
        await failsWith(stage, "mirror_tls_untrusted");
      }
      await using stage = startMirrored(folder, targetOf(own.url(), { tls: "require" }));
      await storesOn(stage, 1);
      await stage.mirrored(own.url());
    }),
});

/** Tables that are changed while the bridge is connected. */
const changes: readonly [what: string, statement: string, back: string][] = [
  [
    "a column that is gone",
    `ALTER TABLE ${testSchema}.signals DROP COLUMN reason CASCADE`,
    `DROP SCHEMA ${testSchema} CASCADE`,
  ],
  [
    "a table that is gone",
    `DROP TABLE ${testSchema}.signals CASCADE`,
    `DROP SCHEMA ${testSchema} CASCADE`,
  ],
  [
    "a column too many that wants a value",
    `ALTER TABLE ${testSchema}.signals ADD COLUMN mood text NOT NULL`,
    `ALTER TABLE ${testSchema}.signals DROP COLUMN mood`,
  ],
];

for (const [what, statement, back] of changes) {
  Deno.test({
    name: `mirror: ${what} is reported, and everything arrives after it is fixed`,
    ignore: lacksPostgres,
    fn: () =>
      inTempFolder(async (folder) => {
        await using database = await server!.createDatabase();
        await using stage = startMirrored(folder, targetOf(database.url));
        await storesOn(stage, 1);
        await stage.mirrored(database.url);
        await inDatabase(database.url, statement);
        must(await stage.actor.onAsk.store_signals({ signals: [sampleSignal(1)] }));
        await failsWith(stage, "mirror_schema_changed");
        await eventually(() => Number(stage.mirror().lagRows) > 0);
        await inDatabase(database.url, back);
        await stage.mirrored(database.url);
      }),
  });
}

Deno.test({
  name: "mirror: a frozen server is a timeout, the lag is reported, and later everything arrives",
  ignore: lacksProgram || Deno.build.os === "windows",
  fn: () =>
    inTempFolder(async (folder) => {
      await using own = await startPostgres();
      const target = targetOf(own.url(), { connectTimeoutMs: 1_000, statementTimeoutMs: 1_000 });
      await using stage = startMirrored(folder, target);
      await storesOn(stage, 1);
      await stage.mirrored(own.url());
      own.server.pause();
      await storesOn(stage, 2);
      await failsWith(stage, "mirror_timeout");
      await eventually(
        () => Number(stage.mirror().lagRows) > 0 && Number(stage.mirror().lagSeconds) > 0,
      );
      await storesOn(stage, 3);
      own.server.resume();
      await stage.mirrored(own.url());
    }),
});

async function dataFolder(url: string): Promise<string> {
  const sql = postgres(url, { max: 1 });
  try {
    return String((await sql`SHOW data_directory`)[0]!.data_directory);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function runCommand(command: string, ...args: string[]): Promise<void> {
  const { success } = await new Deno.Command(command, { args, stderr: "null" }).output();
  assert.ok(success, `${command} failed`);
}

Deno.test({
  name: "mirror: a full drive at the server is reported, and with free space everything arrives",
  ignore: lacksProgram || lacks("small_drive"),
  fn: () =>
    inTempFolder(async (folder) => {
      await using own = await startPostgres();
      const drive = await Deno.makeTempDir({ prefix: "bridge-drive-" });
      await runCommand("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", drive);
      try {
        const { uid, gid } = await Deno.stat(await dataFolder(own.url()));
        await Deno.chown(drive, uid, gid);
        await Deno.chmod(drive, 0o700);
        await inDatabase(
          own.url(),
          `CREATE TABLESPACE small LOCATION '${drive}'`,
          "ALTER ROLE bridge SET default_tablespace = small",
          "CREATE TABLE ballast TABLESPACE small AS SELECT repeat('x', 500) FROM generate_series(1, 12000)",
        );
        await using stage = startMirrored(folder, targetOf(own.url()));
        let isDone = false;
        const load = underLoad(stage, () => isDone);
        await eventually(() => stage.mirror().code === "mirror_disk_full", {
          what: "a full drive",
        });
        isDone = true;
        await load;
        await storesOn(stage, 1);
        await inDatabase(own.url(), "DROP TABLE ballast", "CHECKPOINT");
        await stage.mirrored(own.url());
        assert.match(stage.sentences().join("\n"), /No space is left at PostgreSQL/);
      } finally {
        await own.server.kill();
        // The server's processes hold the drive for a moment after they were killed.
        await eventually(() => runCommand("umount", drive).then(() => true));
        await Deno.remove(drive);
      }
    }),
});

Deno.test({
  name: "mirror: with TimescaleDB, ticks and bars become hypertables",
  ignore: lacksPostgres,
  fn: () =>
    inTempFolder(async (folder) => {
      await using database = await server!.createDatabase();
      // Stands in for the extension, which test machines do not have: only our call is tested.
      await inDatabase(
        database.url,
        "CREATE TABLE asked (relation regclass, dimension name, chunk bigint)",
        `CREATE FUNCTION create_hypertable(relation regclass, time_column_name name,
           chunk_time_interval anyelement) RETURNS void LANGUAGE sql AS
           $$ INSERT INTO public.asked VALUES (relation, time_column_name, chunk_time_interval) $$`,
      );
      await using stage = startMirrored(folder, targetOf(database.url));
      await stage.mirrored(database.url);
      const sql = postgres(database.url, { max: 1 });
      const rows = await sql`SELECT relation::text, dimension::text, chunk FROM public.asked`;
      await sql.end();
      assert.deepEqual(rows.map((row) => ({ ...row })), [
        { relation: "mt5_bridge.ticks", dimension: "broker_ms", chunk: "604800000" },
        { relation: "mt5_bridge.bars", dimension: "broker_ms", chunk: "31536000000" },
      ]);
    }),
});

/** How far the load runs ahead of the mirror: without a bound, a slow machine ends far behind. */
const lagRowsMax = 10_000;

/** Writes ticks, bars and intents until `isEnough`, more than any market brings. */
async function underLoad(stage: MirrorStage, isEnough: () => boolean): Promise<void> {
  for (let round = 0; !isEnough(); round += 1) {
    if (Number(stage.mirror().lagRows) > lagRowsMax) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      continue;
    }
    const ticks = Array.from({ length: 100 }, (_, index) => sampleTick(round * 1_000 + index * 10));
    must(
      await stage.actor.onAsk.store_ticks({
        terminal: demoTerminal,
        batches: [storedTicks(ticks)],
      }),
    );
    await storesOn(stage, round);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

Deno.test({
  name: "mirror: a server killed repeatedly in the middle of a batch misses nothing afterwards",
  ignore: lacksProgram,
  fn: () =>
    inTempFolder(async (folder) => {
      await using own = await startPostgres();
      await using stage = startMirrored(folder, targetOf(own.url()));
      let isDone = false;
      const load = underLoad(stage, () => isDone);
      for (const shipped of [2_000, 6_000, 10_000]) {
        await eventually(() => Number(stage.mirror().rowsShipped) > shipped);
        await own.server.kill();
        await failsSomehow(stage);
        await own.server.start();
      }
      isDone = true;
      await load;
      await stage.mirrored(own.url());
    }),
});

/** Waits for any failure: which one depends on the moment. */
async function failsSomehow(stage: MirrorStage): Promise<void> {
  await eventually(() => stage.mirror().code !== null, {
    what: "a failure of the mirror",
  });
}

Deno.test({
  name: "mirror: connections cut in the middle of statements lose and duplicate nothing",
  ignore: lacksPostgres,
  fn: () =>
    inTempFolder(async (folder) => {
      await using database = await server!.createDatabase();
      const direct = targetOf(database.url);
      await using relay = new TcpRelay(direct.port);
      await using stage = startMirrored(folder, { ...direct, host: "127.0.0.1", port: relay.port });
      let isDone = false;
      const load = underLoad(stage, () => isDone);
      for (let cut = 0; cut < 3; cut += 1) {
        const before = Number(stage.mirror().rowsShipped);
        await eventually(() => Number(stage.mirror().rowsShipped) > before);
        relay.cut();
      }
      isDone = true;
      await load;
      await stage.mirrored(database.url);
      assert.ok(await isMirrored({ url: database.url, schema: testSchema }, stage.storePath));
    }),
});

Deno.test({
  name: "mirror: never more connections than allowed, and no more than needed when idle",
  ignore: lacksPostgres,
  fn: () =>
    inTempFolder(async (folder) => {
      await using database = await server!.createDatabase();
      const target = targetOf(database.url, { poolMin: 2, poolMax: 3, idleTimeoutMs: 1_000 });
      await using stage = startMirrored(folder, target);
      const watcher = postgres(database.url, { max: 1, onnotice: () => {} });
      try {
        const connections = async () =>
          Number(
            (await watcher`SELECT count(*)::int AS n FROM pg_stat_activity
              WHERE datname = current_database() AND application_name = 'mt5-bridge'`)[0]!.n,
          );
        await stage.mirrored(database.url);
        let most = 0;
        let isDone = false;
        const load = underLoad(stage, () => isDone);
        for (let round = 0; round < 20; round += 1) {
          await Promise.all(Array.from({ length: 8 }, () => stage.actor.onAsk.health_check({})));
          most = Math.max(most, await connections());
        }
        isDone = true;
        await load;
        assert.ok(most >= 2 && most <= 3, `${most} connections`);
        await eventually(async () => await connections() <= 2);
      } finally {
        await watcher.end({ timeout: 1 });
      }
    }),
});

const refusals: readonly [version: number, code: MirrorErrorCode | null][] = [
  [90_624, "mirror_old_server"],
  [110_022, "mirror_old_server"],
  [120_000, null],
  [150_018, null],
];

for (const [version, code] of refusals) {
  Deno.test(`a server of version ${version} is ${code ?? "new enough"}`, () => {
    assert.equal(serverRefusal(version)?.code ?? null, code);
  });
}

const states: readonly [state: string, code: MirrorErrorCode][] = [
  ["28P01", "mirror_wrong_password"],
  ["53100", "mirror_disk_full"],
  ["53300", "mirror_busy"],
  ["25006", "mirror_read_only"],
  ["26000", "mirror_pooler"],
  ["57014", "mirror_timeout"],
  ["57P01", "mirror_connection_lost"],
  ["42P01", "mirror_schema_changed"],
  ["23502", "mirror_schema_changed"],
  ["22P05", "mirror_refused"],
];

for (const [state, code] of states) {
  Deno.test(`the server's ${state} is ${code}`, () => {
    const cause = Object.assign(new Error("said so"), { severity: "ERROR", code: state });
    assert.deepEqual(mirrorErrorOf(cause), { code, detail: "said so" });
  });
}

Deno.test("every failure has its own sentence, which names the server or the schema", () => {
  const place = { host: "db.lan", port: 5432, database: "fx", user: "trader", schema: "bridge" };
  const sentences = mirrorErrorCodes.map((code) =>
    describeMirrorError({ code, detail: "detail" }, place)
  );
  assert.equal(new Set(sentences).size, mirrorErrorCodes.length);
  for (const sentence of sentences) assert.match(sentence, /detail|db\.lan|fx/);
});
