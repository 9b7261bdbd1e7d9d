/**
 * A pool of connections to PostgreSQL, with deadlines. Entry point: `openPostgresPool`; after a
 * failure a new pool is opened. The client library has a maximum number of connections but no
 * minimum, so `keepWarm` opens and uses them.
 */

import postgres, { type Sql, type TransactionSql } from "postgres";
import type { PostgresTls } from "../config/choices.ts";
import { err, ok, type Result } from "../models/result.ts";
import type { Clock } from "../runtime/clock.ts";
import type { MirrorError } from "./mirror_error.ts";
import { mirrorErrorOf } from "./postgres_failure.ts";
import type { MirrorTarget } from "./mirror_target.ts";

/**
 * The server's timeout comes first, so that it can report the reason; this one covers a server that
 * is frozen and never answers.
 */
const graceMs = 2_000;

/** The operating system checks a silent peer after this time. */
const keepAliveS = 15;

const tlsOptions: Readonly<Record<PostgresTls, boolean | "prefer" | "require" | "verify-full">> = {
  off: false,
  prefer: "prefer",
  require: "require",
  verify: "verify-full",
};

/** Runs statements on the server: on any free connection, or on the connection of a transaction. */
export type Statement = Pick<Sql, "unsafe">;

export class PostgresPool {
  readonly #sql: Sql;
  readonly #target: MirrorTarget;
  readonly #clock: Clock;

  constructor(target: MirrorTarget, clock: Clock) {
    this.#target = target;
    this.#clock = clock;
    this.#sql = postgres({
      host: target.host,
      port: target.port,
      database: target.database,
      user: target.user,
      password: target.password,
      ssl: tlsOptions[target.tls],
      max: target.poolMax,
      idle_timeout: Math.ceil(target.idleTimeoutMs / 1_000),
      connect_timeout: Math.ceil(target.connectTimeoutMs / 1_000),
      keep_alive: keepAliveS,
      backoff: false,
      fetch_types: false,
      onnotice: () => {},
      connection: {
        application_name: "mt5-bridge",
        statement_timeout: target.statementTimeoutMs,
        idle_in_transaction_session_timeout: target.statementTimeoutMs,
        search_path: `"${target.schema}", public`,
      },
    });
  }

  /** After a failure or a timeout the whole pool is unusable: close it and open a new one. */
  run<T>(body: (statement: Statement) => Promise<T>): Promise<Result<T, MirrorError>> {
    return this.#withDeadline(body(this.#sql));
  }

  transaction<T>(body: (statement: TransactionSql) => Promise<T>): Promise<Result<T, MirrorError>> {
    return this.#withDeadline(this.#sql.begin(body) as Promise<T>);
  }

  /**
   * Makes a round trip on the minimum number of connections (at least one), so that they are not
   * closed as unused.
   */
  keepWarm(): Promise<Result<void, MirrorError>> {
    const warm = async () => {
      const held = await Promise.all(
        Array.from({ length: Math.max(1, this.#target.poolMin) }, () => this.#sql.reserve()),
      );
      try {
        await Promise.all(held.map((connection) => connection.unsafe("SELECT 1")));
      } finally {
        for (const connection of held) connection.release();
      }
    };
    return this.#withDeadline(warm());
  }

  /** Closes immediately; statements in progress fail. */
  async close(): Promise<void> {
    await this.#sql.end({ timeout: 0 });
  }

  async #withDeadline<T>(work: Promise<T>): Promise<Result<T, MirrorError>> {
    const { connectTimeoutMs, statementTimeoutMs } = this.#target;
    const limitMs = connectTimeoutMs + statementTimeoutMs + graceMs;
    const late = Promise.withResolvers<Result<T, MirrorError>>();
    const timer = this.#clock.setTimeout(() => {
      late.resolve(err({ code: "mirror_timeout", detail: `nothing for ${limitMs / 1_000} s` }));
    }, limitMs);
    const done = work.then(ok<T>, (cause: unknown) => err(mirrorErrorOf(cause)));
    const result = await Promise.race([done, late.promise]);
    this.#clock.clearTimeout(timer);
    return result;
  }
}
