/**
 * Finds servers for the tests: a configured URL, a server on this machine that lets the tests in,
 * or the programs to start one. `tools/test_needs.ts` checks whether they exist, `tests/support`
 * starts them.
 */

import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";

export const postgresUrlVariable = "POSTGRES_TEST_URL";
export const redisUrlVariable = "REDIS_TEST_URL";

const suffix = Deno.build.os === "windows" ? ".exe" : "";

/** A server on this machine answers immediately; a silent port must not delay the tests. */
const probeTimeoutMs = 1_000;

/** The first message to a server, and how its answer shows that it lets us in. */
interface Probe {
  readonly url: string;
  readonly hello: Uint8Array;
  isWelcome(answer: Uint8Array): boolean;
}

const text = new TextEncoder();

/** A start-up message of protocol 3.0; the answer `R 8 0` means that no password is needed. */
function postgresProbe(url: string): Probe {
  const words = text.encode("user\0postgres\0database\0postgres\0\0");
  const hello = new Uint8Array(8 + words.length);
  const head = new DataView(hello.buffer);
  head.setUint32(0, hello.length);
  head.setUint32(4, 3 << 16);
  hello.set(words, 8);
  return {
    url,
    hello,
    isWelcome: (answer) =>
      answer.length >= 9 && answer[0] === 0x52 &&
      new DataView(answer.buffer, answer.byteOffset).getUint32(5) === 0,
  };
}

function redisProbe(url: string): Probe {
  return {
    url,
    hello: text.encode("PING\r\n"),
    isWelcome: (answer) => new TextDecoder().decode(answer).startsWith("+PONG"),
  };
}

const localPostgres = postgresProbe("postgres://postgres@127.0.0.1:5432/postgres");
const localRedis = redisProbe("redis://127.0.0.1:6379/15");

/** The URL of a running PostgreSQL server for the tests; null when there is none. */
export async function runningPostgres(): Promise<string | null> {
  return Deno.env.get(postgresUrlVariable) ?? await welcomeUrl(localPostgres);
}

/** The same for Redis; on this machine the server's last database is used. */
export async function runningRedis(): Promise<string | null> {
  return Deno.env.get(redisUrlVariable) ?? await welcomeUrl(localRedis);
}

/** Whether the server at the port speaks PostgreSQL and has finished starting. */
export async function isPostgresReady(port: number): Promise<boolean> {
  const answer = await converse(port, localPostgres.hello);
  return answer?.[0] === 0x52; // it asks for a password or lets us in
}

async function welcomeUrl(probe: Probe): Promise<string | null> {
  const answer = await converse(Number(new URL(probe.url).port), probe.hello);
  return answer !== null && probe.isWelcome(answer) ? probe.url : null;
}

/**
 * The server's answer to the first message; null when nothing listens or no answer arrives in time.
 */
async function converse(port: number, hello: Uint8Array): Promise<Uint8Array | null> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port }).catch(() => null);
  if (conn === null) return null;
  const timer = setTimeout(() => conn.close(), probeTimeoutMs);
  try {
    await conn.write(hello);
    const answer = new Uint8Array(512);
    const size = await conn.read(answer);
    conn.close();
    return size === null ? null : answer.subarray(0, size);
  } catch {
    return null; // reset by the server, or closed by the timer
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Whether a server is running that lets the tests in. Runs in a separate process, because the
 * caller is synchronous.
 */
export function isRunning(server: "postgres" | "redis"): boolean {
  const { success } = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", import.meta.url, server],
    stdout: "null",
    stderr: "null",
  }).outputSync();
  return success;
}

/** The folder with `initdb` and `postgres`; null when PostgreSQL is not installed. */
export function postgresPrograms(): string | null {
  return [...versionFolders("/usr/lib/postgresql"), ...versionFolders(windowsPostgres), ...onPath()]
    .find((folder) => ["initdb", "postgres"].every((name) => isProgram(folder, name))) ?? null;
}

const windowsPostgres = "C:\\Program Files\\PostgreSQL";

/** The path of `redis-server`; null when Redis is not installed. */
export function redisProgram(): string | null {
  const folder = onPath().find((one) => isProgram(one, "redis-server"));
  return folder === undefined ? null : join(folder, `redis-server${suffix}`);
}

function onPath(): string[] {
  return (Deno.env.get("PATH") ?? "").split(delimiter).filter((folder) => folder !== "");
}

/** `<parent>/<version>/bin`, newest version first. */
function versionFolders(parent: string): string[] {
  if (!existsSync(parent)) return [];
  return readdirSync(parent).sort((a, b) => Number(b) - Number(a))
    .map((version) => join(parent, version, "bin"));
}

function isProgram(folder: string, name: string): boolean {
  return existsSync(join(folder, `${name}${suffix}`));
}

if (import.meta.main) {
  const url = Deno.args[0] === "redis" ? await runningRedis() : await runningPostgres();
  Deno.exit(url === null ? 1 : 0);
}
