/**
 * PostgreSQL for tests. `sharedPostgres` is any server, with a separate database for every test; a
 * test that stops, kills or freezes the server uses its own from `startPostgres`. Call either at
 * the top level of a test file, when `lacks("postgres")` or `lacks("postgres_program")` is false.
 */

import { join } from "node:path";
import postgres from "postgres";
import { isPostgresReady, postgresPrograms, runningPostgres } from "../../tools/server_programs.ts";
import type { Certificate } from "./certificates.ts";
import { ServerProcess } from "./server_process.ts";

const postgresUser = "bridge";
const postgresPassword = "a secret: with/signs@";

export interface PostgresOptions {
  /** Uses TLS, with the certificate that this writes to the folder. */
  readonly certificate?: (folder: string) => Promise<Certificate>;
  /** Copies that server, also what is written to it later, and takes no writes. */
  readonly standbyOf?: OwnPostgres;
  /** Server settings, such as `["max_connections=20"]`. */
  readonly settings?: readonly string[];
}

/** A server for one test. Its user is a superuser and needs a password (SCRAM). */
export interface OwnPostgres extends AsyncDisposable {
  readonly server: ServerProcess;
  /** URL of the database `postgres`, or of the named one. */
  url(database?: string): string;
}

export async function startPostgres(options: PostgresOptions = {}): Promise<OwnPostgres> {
  const programs = postgresPrograms();
  if (programs === null) throw new Error("PostgreSQL is not installed");
  const folder = await Deno.makeTempDir({ prefix: "bridge-postgres-" });
  const owner = await unprivilegedUser();
  const data = join(folder, "data");
  const passwordFile = join(folder, "password");
  await Deno.writeTextFile(passwordFile, postgresPassword);
  const tls = await options.certificate?.(folder) ?? null;
  const tlsSettings = tls === null
    ? []
    : ["ssl=on", `ssl_cert_file=${tls.certFile}`, `ssl_key_file=${tls.keyFile}`];
  if (owner !== null) await give(folder, owner);
  const cluster = { programs, folder, data, passwordFile, owner };
  if (options.standbyOf === undefined) await initialise(cluster);
  else await copy(options.standbyOf.url(), cluster);
  const server = new ServerProcess({
    name: "PostgreSQL",
    folder,
    program: join(programs, "postgres"),
    args: (port) => [
      ...["-D", data, "-p", String(port)],
      ...[...settings, ...tlsSettings, ...options.settings ?? []].flatMap((one) => ["-c", one]),
    ],
    ...(owner === null ? {} : { owner }),
    stopSignal: "SIGINT", // "fast": ends the sessions
    isReady: isPostgresReady,
  });
  await server.start();
  return {
    server,
    url: (database = "postgres") => urlOf(server.port, database),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/**
 * No data is lost when the process is killed, because the operating system has it; so fsync is not
 * needed.
 */
const settings = [
  "listen_addresses=127.0.0.1",
  "unix_socket_directories=",
  "fsync=off",
  "logging_collector=on",
  "log_directory=..",
  "log_filename=server.log",
];

function urlOf(port: number, database: string): string {
  return `postgres://${postgresUser}:${
    encodeURIComponent(postgresPassword)
  }@127.0.0.1:${port}/${database}`;
}

interface Cluster {
  readonly programs: string;
  readonly folder: string;
  readonly data: string;
  readonly passwordFile: string;
  readonly owner: { uid: number; gid: number } | null;
}

async function initialise(cluster: Cluster): Promise<void> {
  await runProgram("initdb", cluster, [
    ...["-D", cluster.data, "-U", postgresUser, "--pwfile", cluster.passwordFile],
    ...["-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"],
  ]);
}

async function copy(url: string, cluster: Cluster): Promise<void> {
  await runProgram("pg_basebackup", cluster, [
    ...["-d", url, "-D", cluster.data, "--write-recovery-conf", "--checkpoint=fast", "--no-sync"],
  ]);
}

async function runProgram(
  name: string,
  { programs, folder, owner }: Cluster,
  args: readonly string[],
): Promise<void> {
  const { success, stderr } = await new Deno.Command(join(programs, name), {
    args: [...args],
    cwd: folder,
    ...owner,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(`${name} failed: ${new TextDecoder().decode(stderr)}`);
}

/**
 * PostgreSQL refuses to run as root: it then runs as the user postgres or nobody. Null when this
 * process is not root.
 */
export async function unprivilegedUser(): Promise<{ uid: number; gid: number } | null> {
  if (Deno.build.os === "windows" || Deno.uid() !== 0) return null;
  const users = (await Deno.readTextFile("/etc/passwd")).split("\n").map((line) => line.split(":"));
  const user = ["postgres", "nobody"].flatMap((name) => users.filter((one) => one[0] === name))[0];
  if (user === undefined) throw new Error("No user but root to run PostgreSQL as");
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

async function give(folder: string, { uid, gid }: { uid: number; gid: number }): Promise<void> {
  await Deno.chown(folder, uid, gid);
  for await (const entry of Deno.readDir(folder)) {
    await Deno.chown(join(folder, entry.name), uid, gid);
  }
}

/** A database for one test, dropped at its end. */
export interface TestDatabase extends AsyncDisposable {
  readonly url: string;
}

export interface SharedPostgres {
  createDatabase(): Promise<TestDatabase>;
}

let shared: Promise<SharedPostgres> | null = null;

/** One server per test file: the one that is already running, or else a new one. */
export function sharedPostgres(): Promise<SharedPostgres> {
  return shared ??= connectShared();
}

async function connectShared(): Promise<SharedPostgres> {
  const url = await runningPostgres() ?? (await startPostgres()).url();
  return { createDatabase: () => createDatabase(url) };
}

async function createDatabase(serverUrl: string): Promise<TestDatabase> {
  const name = `bridge_test_${crypto.randomUUID().replaceAll("-", "")}`;
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  await inDatabase(serverUrl, `create database ${name}`);
  return {
    url: url.href,
    [Symbol.asyncDispose]: () => inDatabase(serverUrl, `drop database ${name} with (force)`),
  };
}

export async function inDatabase(url: string, ...statements: string[]): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    for (const statement of statements) await sql.unsafe(statement);
  } finally {
    await sql.end({ timeout: 1 });
  }
}
