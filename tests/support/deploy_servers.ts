/**
 * PostgreSQL and Redis as the scripts of `deploy/server` expect them, with the users and passwords
 * that `prepare.sh` makes, and the functions with which the scripts reach them.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Redis } from "ioredis";
import postgres from "postgres";
import { postgresPrograms } from "../../tools/server_programs.ts";
import { eventually } from "./eventually.ts";
import { freePort } from "./free_port.ts";
import { sharedPostgres } from "./postgres_server.ts";
import { repositoryUrl } from "./source_tree.ts";

const scripts = fileURLToPath(new URL("deploy/server", repositoryUrl));

export interface ScriptResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface DeployServers extends AsyncDisposable {
  readonly folder: string;
  readonly backups: string;
  readonly secrets: string;
  /** The database that is saved. */
  readonly url: string;
  readonly database: string;
  readonly redisPort: number;
  /** URL of another database of the same server. */
  urlOf(database: string): string;
  /** As the bridge's user. */
  withRedis<T>(use: (redis: Redis) => Promise<T>): Promise<T>;
  script(name: string, ...args: string[]): Promise<ScriptResult>;
  startScript(name: string, variables: Record<string, string>, args: string[]): Deno.ChildProcess;
}

interface Places {
  readonly folder: string;
  readonly port: number;
  readonly url: string;
}

/**
 * What `servers.sh` does with containers, done with programs of this machine. A restore whose HOLD
 * names a pipe stops there after the last row has been read.
 */
function functions({ folder, port, url }: Places): string {
  const { hostname, port: pgPort, username, password } = new URL(url);
  return `
pg() {
  PGHOST=${hostname} PGPORT=${pgPort} PGUSER='${decodeURIComponent(username)}' \\
  PGPASSWORD='${decodeURIComponent(password)}' \\
    '${postgresPrograms()}'/"$@" 9>&- || return
  if [ "$1" = pg_restore ] && [ -n "\${HOLD:-}" ] && [ "$2" = --exit-on-error ]; then
    cat "$HOLD" >&2 9>&-
  fi
}
redis_cli() {
  REDISCLI_AUTH=$(cat '${folder}/secrets/redis_backup_password') \\
    redis-cli -p ${port} --user backup "$@"
}
redis_stop() { redis_cli shutdown; }
redis_start() {
  redis-server '${scripts}/redis/redis.conf' --port ${port} --bind 127.0.0.1 --daemonize yes \\
    --dir '${folder}/redis' --aclfile '${folder}/secrets/redis.acl' >/dev/null 9>&-
}
in_redis_folder() { (cd '${folder}/redis' && sh -c "$1" 9>&-); }
`;
}

/** Call where PostgreSQL's programs and Redis are on this machine. */
export async function startDeployServers(): Promise<DeployServers> {
  const folder = await Deno.makeTempDir({ prefix: "bridge-deploy-" });
  const database = await (await sharedPostgres()).createDatabase();
  const places = { folder, port: freePort(), url: database.url };
  const servers = join(folder, "servers.sh");
  await Deno.writeTextFile(servers, functions(places));
  await Deno.mkdir(join(folder, "redis"));
  const name = new URL(database.url).pathname.slice(1);
  const [secrets, backups] = [join(folder, "secrets"), join(folder, "backups")];
  const env = {
    SERVERS: servers,
    SECRETS_DIR: secrets,
    BACKUP_DIR: backups,
    BACKUP_DATABASE: name,
  };
  const startScript = (script: string, variables: Record<string, string>, args: string[]) =>
    new Deno.Command("bash", {
      args: [join(scripts, script), ...args],
      env: { ...env, ...variables },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  const script = async (file: string, ...args: string[]) => {
    const { code, stdout, stderr } = await startScript(file, {}, args).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code, stdout: text(stdout), stderr: text(stderr) };
  };
  const shell = async (line: string) => {
    const { success, stderr } = await new Deno.Command("bash", {
      args: ["-c", `. '${servers}'; ${line}`],
      stdin: "null",
    }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
  };
  assert.equal((await script("prepare.sh")).code, 0);
  await shell("redis_start");
  const urlOf = (other: string) => Object.assign(new URL(database.url), { pathname: other }).href;
  return {
    ...{ folder, backups, secrets, url: database.url, database: name, urlOf, script, startScript },
    redisPort: places.port,
    withRedis: async (use) => {
      const password = await Deno.readTextFile(join(secrets, "redis_password"));
      const redis = new Redis(places.port, { username: "bridge", password, lazyConnect: true });
      redis.on("error", () => {}); // it is being started again, and is tried again
      try {
        await eventually(() => redis.status === "ready" || redis.connect().then(() => true), {
          what: "Redis being ready",
        });
        return await use(redis);
      } finally {
        redis.disconnect();
      }
    },
    async [Symbol.asyncDispose]() {
      await shell("redis_cli shutdown nosave");
      const sql = postgres(urlOf("postgres"), { max: 1, onnotice: () => {} });
      for (const end of ["before", "restoring"]) {
        await sql.unsafe(`DROP DATABASE IF EXISTS ${name}_${end} WITH (FORCE)`);
      }
      await sql.end();
      await database[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}
