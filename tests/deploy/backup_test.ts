/**
 * Backup and restore as `deploy/server` does them, with a real PostgreSQL that holds the copy of a
 * store, and a real Redis.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import postgres from "postgres";
import { lacks } from "../../tools/test_needs.ts";
import { type DeployServers, startDeployServers } from "../support/deploy_servers.ts";
import { eventually } from "../support/eventually.ts";
import { inStore, storeSome } from "../support/full_store.ts";
import { startMirrored, targetOf, testSchema } from "../support/mirror_stage.ts";
import { redisConfig, runRedisActor } from "../redis/redis_stage.ts";
import { must } from "../support/store_samples.ts";
import { sampleIntent } from "../support/trade_samples.ts";

// Each asks, so that the tests that are skipped are counted for what is missing.
const missing = [lacks("postgres_program"), lacks("redis_program")];
const ignore = Deno.build.os !== "linux" || missing.includes(true);

/** Rows and a hash of each table. */
async function tablesOf(url: string): Promise<Record<string, string>> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const names = await sql`SELECT tablename AS name FROM pg_tables WHERE schemaname = ${testSchema}
      ORDER BY 1`;
    const digests: Record<string, string> = {};
    for (const { name } of names) {
      const [row] = await sql.unsafe(
        `SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, ',' ORDER BY t::text)), '') AS d
         FROM ${testSchema}.${name} t`,
      );
      digests[name] = row!.d;
    }
    return digests;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** What an outsider sees of both servers. */
async function stateOf({ url, withRedis }: DeployServers) {
  const redis = await withRedis(async (client) => {
    const [, keys] = await client.scan(0, "COUNT", 1_000);
    keys.sort();
    return await Promise.all(keys.map(async (key) => [key, await client.get(key)]));
  });
  return { tables: await tablesOf(url), redis };
}

const write = (servers: DeployServers, key: string, value: string) =>
  servers.withRedis((redis) => redis.set(key, value));

/**
 * Stores other rows for another `from`, and waits until they are on the server; also after
 * `meanwhile`, during which the bridge goes on.
 */
async function mirrorSome(
  servers: DeployServers,
  from: number,
  meanwhile: (() => Promise<void>) | null = null,
): Promise<void> {
  const folder = join(servers.folder, "store");
  await Deno.mkdir(folder, { recursive: true });
  inStore(folder, (store) => storeSome(store, from));
  await using stage = startMirrored(folder, targetOf(servers.url));
  await stage.mirrored(servers.url);
  if (meanwhile === null) return;
  await meanwhile();
  // It finds out with its next write.
  const intent = sampleIntent(from + 100);
  must(await stage.actor.onAsk.journal_intent({ intent, key: null, decision: null }));
  await stage.mirrored(servers.url);
}

async function hasItsRights({ redisPort, secrets, withRedis }: DeployServers): Promise<void> {
  const password = await Deno.readTextFile(join(secrets, "redis_password"));
  const user = { username: "bridge", password, prefix: "mt5:" };
  await using actor = await runRedisActor(redisConfig(redisPort, user));
  await eventually(async () => (await actor.checkHealth()).ok, { what: "the actor being healthy" });
  await withRedis(async (redis) => {
    const refused = { message: /NOPERM/ };
    await assert.rejects(redis.set("other", "1"), refused);
    await assert.rejects(redis.flushall(), refused);
    await assert.rejects(redis.config("GET", "*"), refused);
    await assert.rejects(redis.acl("LIST"), refused);
  });
}

async function backupOf(servers: DeployServers): Promise<string> {
  const { code, stderr } = await servers.script("backup.sh");
  assert.equal(code, 0, stderr);
  const names = (await Array.fromAsync(Deno.readDir(servers.backups))).map(({ name }) => name);
  return join(servers.backups, names.filter((name) => /^2\d{3}-.*Z$/.test(name)).sort().at(-1)!);
}

async function sumsOf(folder: string): Promise<void> {
  const { stdout } = await new Deno.Command("sha256sum", {
    args: ["about", "postgres.dump", "redis.rdb"],
    cwd: folder,
  }).output();
  await Deno.writeFile(join(folder, "SHA256SUMS"), stdout);
}

type Damage = (folder: string) => Promise<void>;

async function cut(path: string): Promise<void> {
  await Deno.truncate(path, Math.floor((await Deno.stat(path)).size / 2));
}

const damages: readonly (readonly [what: string, damage: Damage, reason: RegExp])[] = [
  [
    "a file is missing",
    (folder) => Deno.remove(join(folder, "redis.rdb")),
    /redis\.rdb is missing/,
  ],
  ["a file was changed", async (folder) => {
    const path = join(folder, "postgres.dump");
    const bytes = await Deno.readFile(path);
    bytes[bytes.length >> 1]! ^= 1;
    await Deno.writeFile(path, bytes);
  }, /not what was written/],
  ["a sum is missing", async (folder) => {
    const path = join(folder, "SHA256SUMS");
    const lines = (await Deno.readTextFile(path)).split("\n");
    await Deno.writeTextFile(path, lines.slice(1).join("\n"));
  }, /does not name its three files/],
  ["the dump was cut short before it was summed", async (folder) => {
    await cut(join(folder, "postgres.dump"));
    await sumsOf(folder);
  }, /pg_restore cannot read/],
  ["Redis' file was cut short before it was summed", async (folder) => {
    await cut(join(folder, "redis.rdb"));
    await sumsOf(folder);
  }, /redis-check-rdb cannot read/],
];

async function refusesDamaged(servers: DeployServers, whole: string): Promise<void> {
  const before = await stateOf(servers);
  for (const [what, damage, reason] of damages) {
    const broken = join(servers.folder, "broken");
    await new Deno.Command("cp", { args: ["-r", whole, broken] }).output();
    await damage(broken);
    const { code, stderr } = await servers.script("restore.sh", broken);
    assert.equal(code, 1, what);
    assert.match(stderr, reason, what);
    assert.match(stderr, /Nothing was changed/, what);
    await Deno.remove(broken, { recursive: true });
  }
  assert.deepEqual(await stateOf(servers), before);
}

/** Killed when everything is read and nothing is in use yet. */
async function survivesAKill(servers: DeployServers, whole: string): Promise<void> {
  const before = await stateOf(servers);
  const pipe = join(servers.folder, "hold");
  assert.ok((await new Deno.Command("mkfifo", { args: [pipe] }).output()).success);
  const restore = servers.startScript("restore.sh", { HOLD: pipe }, [whole]);
  const end = await Deno.open(pipe, { write: true }); // opens when the script reads from it
  restore.kill("SIGKILL");
  await restore.status;
  end.close(); // the script's child waits for it
  await restore.output();
  assert.deepEqual(await stateOf(servers), before);
  const left = await tablesOf(servers.urlOf(`${servers.database}_restoring`));
  assert.ok(Object.keys(left).length > 0, "it was killed too early to show anything");
}

/** Where there is an old backup and what an interrupted one has left. */
async function failsWithoutATrace(servers: DeployServers): Promise<void> {
  const backups = join(servers.folder, "others");
  await Deno.mkdir(join(backups, "2020-01-01T000000Z"), { recursive: true });
  await Deno.mkdir(join(backups, "2020-01-02T000000Z.partial"));
  const names = async () =>
    (await Array.fromAsync(Deno.readDir(backups))).map(({ name }) => name)
      .filter((name) => name !== ".lock").sort();
  const run = async (variables: Record<string, string>) => {
    const all = { BACKUP_DIR: backups, BACKUP_KEEP: "1", ...variables };
    const { code, stderr } = await servers.startScript("backup.sh", all, []).output();
    return { code, stderr: new TextDecoder().decode(stderr) };
  };
  const failed = await run({ BACKUP_DATABASE: "is_not_there" });
  assert.equal(failed.code, 1);
  assert.match(failed.stderr, /PostgreSQL does not answer/);
  assert.deepEqual(await names(), ["2020-01-01T000000Z"]);
  const made = await run({});
  assert.equal(made.code, 0, made.stderr);
  const left = await names();
  assert.equal(left.length, 1);
  assert.notEqual(left[0], "2020-01-01T000000Z");
}

Deno.test({
  name: "backup: what was saved comes back, and nothing else replaces the data of now",
  ignore,
  fn: async (t) => {
    await using servers = await startDeployServers();
    await mirrorSome(servers, 0);
    await write(servers, "mt5:halt:1", "saved");
    const saved = await stateOf(servers);
    const whole = await backupOf(servers);
    await mirrorSome(servers, 7);
    await write(servers, "mt5:halt:1", "later");
    await write(servers, "mt5:halt:2", "later");
    const later = await stateOf(servers);
    assert.notDeepEqual(later, saved);

    await t.step(
      "one that fails leaves no folder, and old ones stay until a new one is whole",
      () => failsWithoutATrace(servers),
    );
    await t.step("a broken backup is refused", () => refusesDamaged(servers, whole));
    await t.step("a restore that is killed changes nothing", () => survivesAKill(servers, whole));
    await t.step("a restore brings everything back, and keeps what was there", async () => {
      const { code, stderr } = await servers.script("restore.sh", whole);
      assert.equal(code, 0, stderr);
      await eventually(async () => {
        assert.deepEqual(await stateOf(servers), saved);
        return true;
      }, { what: "the data that were saved" });
      assert.deepEqual(await tablesOf(servers.urlOf(`${servers.database}_before`)), later.tables);
    });
    await t.step("a bridge that runs meanwhile sends what the backup does not have", async () => {
      await write(servers, "mt5:halt:3", "later");
      await mirrorSome(servers, 9, async () => {
        const { code, stderr } = await servers.script("restore.sh", whole, "postgres");
        assert.equal(code, 0, stderr);
      });
      const { redis } = await stateOf(servers);
      assert.ok(redis.some(([key]) => key === "mt5:halt:3"), "Redis was restored as well");
    });
    await t.step(
      "the bridge's user may do in Redis what the bridge does, and no more",
      () => hasItsRights(servers),
    );
  },
});

Deno.test({
  name: "prepare: secrets are made once, differ, and are closed to other users",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const folder = await Deno.makeTempDir({ prefix: "bridge-secrets-" });
    try {
      const secrets = join(folder, "secrets");
      const run = () =>
        new Deno.Command("bash", {
          args: [new URL("../../deploy/server/prepare.sh", import.meta.url).pathname],
          env: { SECRETS_DIR: secrets },
        }).output();
      const read = async () => {
        const files = await Array.fromAsync(Deno.readDir(secrets));
        return Object.fromEntries(
          await Promise.all(
            files.map(async ({ name }) =>
              [name, await Deno.readTextFile(join(secrets, name))] as const
            ),
          ),
        );
      };
      assert.equal((await run()).code, 0);
      const first = await read();
      assert.equal((await run()).code, 0);
      assert.deepEqual(await read(), first);
      const random = Object.values(first).filter((text) => /^[0-9a-f]{48}$/.test(text));
      assert.ok(random.length >= 5);
      assert.equal(new Set(random).size, random.length);
      assert.equal((await Deno.stat(secrets)).mode! & 0o777, 0o700);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
