/** A pgbouncer in front of a PostgreSQL server of a test, in transaction mode. */

import { join } from "node:path";
import { isPostgresReady } from "../../tools/server_programs.ts";
import { unprivilegedUser } from "./postgres_server.ts";
import { ServerProcess } from "./server_process.ts";

export interface PoolerOptions {
  /** The server's address, with a user and password that may do everything. */
  readonly serverUrl: string;
  /** Sessions of the server that all clients share. */
  readonly sessions: number;
}

/** Clients need no password. */
export interface Pooler extends AsyncDisposable {
  /** URL of a database through the pooler. */
  url(database: string): string;
}

export async function startPgbouncer({ serverUrl, sessions }: PoolerOptions): Promise<Pooler> {
  const { hostname, port, username, password } = new URL(serverUrl);
  const folder = await Deno.makeTempDir({ prefix: "bridge-pgbouncer-" });
  const owner = await unprivilegedUser();
  if (owner !== null) await Deno.chown(folder, owner.uid, owner.gid);
  const configFile = join(folder, "pgbouncer.ini");
  const user = decodeURIComponent(username);
  const server = new ServerProcess({
    name: "pgbouncer",
    folder,
    program: "/usr/sbin/pgbouncer",
    args: (ownPort) => {
      const lines = [
        "[databases]",
        `* = host=${hostname} port=${port} user=${user} password='${decodeURIComponent(password)}'`,
        "[pgbouncer]",
        "listen_addr = 127.0.0.1",
        `listen_port = ${ownPort}`,
        "unix_socket_dir =",
        "auth_type = any",
        "pool_mode = transaction",
        `default_pool_size = ${sessions}`,
        `logfile = ${join(folder, "server.log")}`,
      ];
      Deno.writeTextFileSync(configFile, `${lines.join("\n")}\n`, { mode: 0o644 });
      return [configFile];
    },
    ...(owner === null ? {} : { owner }),
    stopSignal: "SIGINT",
    isReady: isPostgresReady,
  });
  await server.start();
  return {
    url: (database) => `postgres://${user}@127.0.0.1:${server.port}/${database}`,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
