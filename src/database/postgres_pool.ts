/**
 * A pool of connections to PostgreSQL, with deadlines; after a failure a new pool is opened. The
 * client library has a maximum number of connections but no minimum, so `keepWarm` opens and uses
 * them.
 *
 * A pooler such as pgbouncer may give each transaction another session of the server: nothing is
 * set for a session, and no statement is prepared by name. Each transaction sets what it needs for
 * itself.
 */

import postgres, { type Sql, type TransactionSql } from "postgres";
import { assertNever } from "../models/assert_never.ts";
import { err, ok, type Result } from "../models/result.ts";
import type { Clock } from "../runtime/clock.ts";
import type { MirrorError } from "./mirror_error.ts";
import { mirrorErrorOf } from "./postgres_failure.ts";
import type { MirrorTarget } from "./mirror_target.ts";
import "./postgres_stray_errors.ts";

/**
 * The server's timeout comes first, so that it can report the reason; this one covers a server that
 * is frozen and never answers.
 */
const graceMs = 2_000;

/** The operating system checks a silent peer after this time. */
const keepAliveS = 15;

/** The library checks the certificate of an IP address only when the address is named again. */
function tlsOptions(
  { tls, host }: Pick<MirrorTarget, "tls" | "host">,
  trusted: readonly string[],
): NonNullable<postgres.Options<Record<never, never>>["ssl"]> {
  switch (tls) {
    case "off":
      return false;
    case "prefer":
    case "require":
      return tls;
    case "verify":
      return { host, ca: [...trusted], rejectUnauthorized: true };
    default:
      return assertNever(tls);
  }
}

/**
 * As lists, which the types of the library lack: it would split a text at the colons of an IPv6
 * address.
 */
function addressOptions({ host, port }: Pick<MirrorTarget, "host" | "port">): object {
  return { host: [host], port: [port] };
}

/** Runs statements on the server: on any free connection, or on the connection of a transaction. */
export type Statement = Pick<Sql, "unsafe">;

export class PostgresPool {
  readonly #sql: Sql;
  readonly #target: MirrorTarget;
  readonly #clock: Clock;

  /** `trusted`: the certificates that `verify` accepts, as PEM. */
  constructor(target: MirrorTarget, clock: Clock, trusted: readonly string[]) {
    this.#target = target;
    this.#clock = clock;
    this.#sql = postgres({
      ...addressOptions(target),
      database: target.database,
      user: target.user,
      password: target.password,
      ssl: tlsOptions(target, trusted),
      max: target.poolMax,
      idle_timeout: Math.ceil(target.idleTimeoutMs / 1_000),
      connect_timeout: Math.ceil(target.connectTimeoutMs / 1_000),
      keep_alive: keepAliveS,
      backoff: false,
      fetch_types: false,
      onnotice: () => {},
      prepare: false,
      connection: { application_name: "mt5-bridge" },
    });
  }

  /**
   * Runs `body` in a transaction whose names are those of the mirror's schema. After a failure or a
   * timeout the whole pool is unusable: close it and open a new one.
   */
  transaction<T>(body: (statement: TransactionSql) => Promise<T>): Promise<Result<T, MirrorError>> {
    const { schema, statementTimeoutMs } = this.#target;
    const settings = [
      `SET LOCAL search_path = "${schema}"`,
      // With it, the names of types are not those of the schema.
      "SET LOCAL quote_all_identifiers = off",
      `SET LOCAL statement_timeout = ${statementTimeoutMs}`,
      `SET LOCAL idle_in_transaction_session_timeout = ${statementTimeoutMs}`,
    ].join("; ");
    const work = this.#sql.begin(async (statement) => {
      // Without parameters, several statements go in one message.
      await statement.unsafe(settings);
      return await body(statement);
    });
    return this.#withDeadline(work as Promise<T>);
  }

  /**
   * Makes a round trip on the minimum number of connections (at least one), so that they are not
   * closed as unused.
   */
  keepWarm(): Promise<Result<void, MirrorError>> {
    // At once, so that each has a connection of its own.
    const trips = Array.from(
      { length: Math.max(1, this.#target.poolMin) },
      () => this.#sql.begin((statement) => statement.unsafe("SELECT 1")),
    );
    return this.#withDeadline(Promise.all(trips).then(() => undefined));
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
