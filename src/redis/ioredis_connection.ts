/**
 * `RedisConnection` implemented with `npm:ioredis`. The library only transfers commands and
 * replies: the actor decides about reconnecting, queueing and what to send again. It never
 * subscribes, so nothing that others publish reaches the bridge.
 */

import { Redis } from "ioredis";
import { err, ok, type Result } from "../models/mod.ts";
import type { Clock } from "../runtime/clock.ts";
import { trustedCertificates } from "../runtime/trusted_certificates.ts";
import type {
  ConnectRedis,
  RedisAddress,
  RedisCommand,
  RedisConnection,
} from "./redis_connection.ts";
import { failureOf, type RedisFailure } from "./redis_failure.ts";

/**
 * A server on the same network answers in a millisecond, one behind a bad connection in a few
 * hundred.
 */
const connectTimeoutMs = 3_000;
/**
 * A busy server may block for a moment (fork, eviction); one that takes longer is treated as away.
 */
const replyTimeoutMs = 3_000;

/**
 * What a reply may have: most are a word or a number, the longest are the server's errors. The
 * library keeps and reads whatever arrives.
 */
const replyBytesMost = 1_024;
/** What a batch may have besides: the longest value that is read back. */
const batchBytes = 64 * 1_024;

type Ran = Result<readonly unknown[], RedisFailure>;

export function ioredisConnect(clock: Clock): ConnectRedis {
  return async (address) => {
    const trusted = address.tls === "on" ? trustedCertificates(address.caFile) : ok([]);
    if (!trusted.ok) return err({ code: "ca_file", detail: trusted.error });
    const connection = new IoredisConnection(address, clock, trusted.value);
    const opened = await connection.open(address);
    if (opened.ok) return ok(connection);
    connection.close();
    return opened;
  };
}

class IoredisConnection implements RedisConnection {
  readonly ended: Promise<RedisFailure>;
  readonly #client: Redis;
  readonly #clock: Clock;
  /** The client's last error: it explains why a connection ended. */
  #lastError: Error | null = null;
  /** What the server has sent that no Redis sends. */
  #fault: RedisFailure | null = null;
  #runsInProgress = 0;
  #bytesLeft = batchBytes;

  /** `trusted`: the certificates that are accepted with TLS, as PEM. */
  constructor(address: RedisAddress, clock: Clock, trusted: string[]) {
    this.#clock = clock;
    this.#client = new Redis({
      host: address.host,
      port: address.port,
      family: address.host.includes(":") ? 6 : 4,
      ...(address.tls === "off"
        ? {}
        : { tls: { ca: trusted, rejectUnauthorized: address.tls === "on" } }),
      protocol: 2,
      lazyConnect: true,
      connectTimeout: connectTimeoutMs,
      enableReadyCheck: false,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      retryStrategy: null,
      disableClientInfo: true,
    });
    this.#client.on("error", (error: Error) => this.#onError(error));
    this.#client.on("connect", () => {
      // Before the library reads it.
      this.#client.stream.prependListener("data", (chunk: Uint8Array) => this.#count(chunk.length));
    });
    this.ended = new Promise((resolve) =>
      this.#client.on("end", () => resolve(this.#failure(new Error("connection closed"))))
    );
  }

  /** Login and database selection are sent as ordinary commands, so that a refusal is noticed. */
  async open(address: RedisAddress): Promise<Result<void, RedisFailure>> {
    const entered = await this.#enter(address);
    if (entered.ok) return ok(undefined);
    const { code, detail } = entered.error;
    if (code !== "timed_out" && code !== "connection_lost") return entered;
    const hint = address.tls === "off" ? "does it want TLS?" : "does it speak TLS?";
    return err({ code, detail: `${detail}; ${hint}` });
  }

  async #enter({ username, password, database }: RedisAddress): Promise<Ran> {
    const connected = await this.#within(connectTimeoutMs, this.#client.connect().then(() => []));
    if (!connected.ok) return connected;
    const login: RedisCommand[] = password === ""
      ? []
      : [["auth", ...(username === null ? [] : [username]), password]];
    const choice: RedisCommand[] = database === 0 ? [] : [["select", String(database)]];
    return await this.run([...login, ...choice, ["ping"]]);
  }

  async run(commands: readonly RedisCommand[]): Promise<Ran> {
    if (this.#runsInProgress === 0) this.#bytesLeft = 0;
    this.#bytesLeft += batchBytes + commands.length * replyBytesMost;
    this.#runsInProgress += 1;
    const ran = await this.#pipe(commands);
    this.#runsInProgress -= 1;
    return ran;
  }

  async #pipe(commands: readonly RedisCommand[]): Promise<Ran> {
    const pipeline = this.#client.pipeline(commands.map((command) => [...command]));
    const ran = await this.#within(
      replyTimeoutMs,
      pipeline.exec().then((replies) => replies ?? []),
    );
    if (!ran.ok) return ran;
    const refused = ran.value.find(([error]) => error !== null)?.[0];
    return refused === undefined || refused === null
      ? ok(ran.value.map(([, reply]) => reply))
      : err(this.#failure(refused));
  }

  close(): void {
    this.#client.disconnect();
  }

  #count(bytes: number): void {
    this.#bytesLeft -= bytes;
    if (this.#bytesLeft < 0) this.#onFault("it sent more than any answer has");
  }

  #onError(error: Error): void {
    this.#lastError = error;
    const detail = faultOf(error);
    if (detail !== null) this.#onFault(detail);
  }

  /** Nothing that follows is read. */
  #onFault(detail: string): void {
    if (this.#fault !== null) return;
    this.#fault = { code: "not_redis", detail };
    this.#client.stream.destroy();
    this.close();
  }

  async #within<T>(timeoutMs: number, work: Promise<T>): Promise<Result<T, RedisFailure>> {
    const late = Promise.withResolvers<Result<T, RedisFailure>>();
    const timer = this.#clock.setTimeout(
      () => late.resolve(err({ code: "timed_out", detail: `no answer in ${timeoutMs} ms` })),
      timeoutMs,
    );
    const done = work.then(
      (value): Result<T, RedisFailure> => ok(value),
      (error: Error): Result<T, RedisFailure> => err(this.#failure(error)),
    );
    const result = await Promise.race([done, late.promise]);
    this.#clock.clearTimeout(timer);
    return result;
  }

  /** The client only reports "closed" to the callers; the cause comes in a separate event. */
  #failure(error: Error): RedisFailure {
    if (this.#fault !== null) return this.#fault;
    const said = failureOf(error);
    return said.code === "connection_lost" && this.#lastError !== null
      ? failureOf(this.#lastError)
      : said;
  }
}

/** What the library calls a fault of its own is the server's; null for other errors. */
function faultOf({ message }: Error): string | null {
  if (message.startsWith("Command queue state error")) return "it sent an answer to nothing";
  return message.endsWith("Please report this.") ? "it sent what is no answer" : null;
}
