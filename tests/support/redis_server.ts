/**
 * Redis for tests. `sharedRedis` is any server, with a separate key prefix for every test; a test
 * that flushes, stops, kills or freezes the server uses its own from `startRedis`. Call either at
 * the top level of a test file, when `lacks("redis")` or `lacks("redis_program")` is false.
 */

import { join } from "node:path";
import { redisProgram, runningRedis } from "../../tools/server_programs.ts";
import type { Certificate } from "./certificates.ts";
import { ServerProcess } from "./server_process.ts";

export interface RedisOptions {
  /** Required when given. */
  readonly password?: string;
  /** Uses TLS only, with the certificate that this writes to the folder. */
  readonly certificate?: (folder: string) => Promise<Certificate>;
  /** Keeps its data after a restart and a kill. */
  readonly isPersistent?: boolean;
  /** More arguments, such as `["--maxmemory", "1mb"]`. */
  readonly args?: readonly string[];
}

export interface OwnRedis extends AsyncDisposable {
  readonly server: ServerProcess;
  readonly url: string;
  /** The certificate to trust, for a server with TLS. */
  readonly certFile: string | null;
}

export async function startRedis(options: RedisOptions = {}): Promise<OwnRedis> {
  const program = redisProgram();
  if (program === null) throw new Error("Redis is not installed");
  const folder = await Deno.makeTempDir({ prefix: "bridge-redis-" });
  const tls = await options.certificate?.(folder) ?? null;
  const plainArgs = (port: number) => ["--port", String(port)];
  const tlsArgs = (port: number, { certFile, keyFile }: { certFile: string; keyFile: string }) => [
    ...["--port", "0", "--tls-port", String(port), "--tls-auth-clients", "no"],
    ...["--tls-cert-file", certFile, "--tls-key-file", keyFile, "--tls-ca-cert-file", certFile],
  ];
  const server = new ServerProcess({
    name: "Redis",
    folder,
    program,
    args: (port) => [
      ...["--bind", "127.0.0.1", "--dir", folder, "--logfile", join(folder, "server.log")],
      ...(tls === null ? plainArgs(port) : tlsArgs(port, tls)),
      ...["--save", "", "--appendonly", options.isPersistent === true ? "yes" : "no"],
      ...(options.password === undefined ? [] : ["--requirepass", options.password]),
      ...options.args ?? [],
    ],
    stopSignal: "SIGTERM",
    isReady: isListening,
  });
  await server.start();
  const login = options.password === undefined ? "" : `:${encodeURIComponent(options.password)}@`;
  return {
    server,
    url: `${tls === null ? "redis" : "rediss"}://${login}127.0.0.1:${server.port}`,
    certFile: tls?.certFile ?? null,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** Redis listens before it has loaded its data and replies that it is loading; clients retry. */
async function isListening(port: number): Promise<boolean> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port }).catch(() => null);
  conn?.close();
  return conn !== null;
}

let shared: Promise<string> | null = null;

/**
 * The URL of one server per test file: the one that is already running, or else a new one. Never
 * flush it.
 */
export function sharedRedis(): Promise<string> {
  return shared ??= runningRedis().then(async (url) => url ?? (await startRedis()).url);
}
