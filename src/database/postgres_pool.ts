/**
 * A pool of connections to PostgreSQL, with deadlines; after a failure a new pool is opened. The
 * client library has a maximum number of connections but no minimum, so `keepWarm` opens and uses
 * them.
 *
 * A pooler such as pgbouncer may give each transaction another session of the server: nothing is
 * set for a session, and no statement is prepared by name. Each transaction sets what it needs for
 * itself.
 */

import postgres, { type Options, type Sql, type TransactionSql } from "postgres";
import { isLoopback } from "../config/loopback.ts";
import { err, ok, type Result } from "../models/result.ts";
import type { Clock } from "../runtime/clock.ts";
import type { MirrorError } from "./mirror_error.ts";
import type { MirrorTarget } from "./mirror_target.ts";
import { mirrorErrorOf, PostgresFault } from "./postgres_failure.ts";
import type { OpenPassword } from "./postgres_messages.ts";
import { openPostgresSocket, type OpenSocket } from "./postgres_socket.ts";
import "./postgres_stray_errors.ts";
import { saslPrepared } from "./saslprep.ts";
import { AnswerBudget, PostgresWire } from "./postgres_wire.ts";

/**
 * The server's timeout comes first, so that it can report the reason; this one covers a server that
 * is frozen and never answers.
 */
const graceMs = 2_000;

/** A connection that has been open for this long is closed once it is not in use. */
const longestLifeSeconds = 45 * 60;

/** What the types of the library lack, or have in one form only. */
interface Untyped {
  readonly socket: () => Promise<PostgresWire>;
  readonly max_pipeline: number;
  /** Errors name them; nothing is connected there. */
  readonly host: readonly string[];
  readonly port: readonly number[];
}

function untyped(options: Untyped): object {
  return options;
}

/**
 * The library takes what it is not told from variables of the environment that other programs use.
 * This one it would also take, or refuse, when it is told that there is nothing.
 */
function withoutSessionVariable<T>(make: () => T): T {
  const name = "PGTARGETSESSIONATTRS";
  const value = Deno.env.get(name);
  if (value === undefined) return make();
  Deno.env.delete(name);
  try {
    return make();
  } finally {
    Deno.env.set(name, value);
  }
}

/** Runs statements on the server: on any free connection, or on the connection of a transaction. */
export type Statement = Pick<Sql, "unsafe">;

export class PostgresPool {
  readonly #sql: Sql;
  readonly #target: MirrorTarget;
  readonly #clock: Clock;
  readonly #trusted: readonly string[];
  readonly #budget = new AnswerBudget();
  readonly #wires = new Set<PostgresWire>();
  /** Resolves when a connection had to be ended: the others are those of the same server. */
  readonly #broken = Promise.withResolvers<MirrorError>();
  /** The server wants the password itself or its MD5 hash, without SASLprep. */
  #asksOpenly = false;
  /** How the server has ended a connection since the last transaction began. */
  #ending: MirrorError | null = null;
  #exposedPassword: OpenPassword | null = null;
  #isClosed = false;

  /** `trusted`: the certificates that `verify` accepts, as PEM. */
  constructor(target: MirrorTarget, clock: Clock, trusted: readonly string[]) {
    this.#target = target;
    this.#clock = clock;
    this.#trusted = trusted;
    this.#sql = withoutSessionVariable(() => postgres(this.#options()));
  }

  #options(): Options<Record<never, never>> {
    const target = this.#target;
    return {
      ...untyped({
        socket: () => this.#open(),
        max_pipeline: 100,
        host: [target.host],
        port: [target.port],
      }),
      database: target.database,
      user: target.user,
      password: async () =>
        this.#asksOpenly ? target.password : await saslPrepared(target.password),
      ssl: false,
      max: target.poolMax,
      max_lifetime: longestLifeSeconds,
      keep_alive: null,
      debug: false,
      idle_timeout: Math.ceil(target.idleTimeoutMs / 1_000),
      connect_timeout: Math.ceil(target.connectTimeoutMs / 1_000),
      backoff: false,
      fetch_types: false,
      onnotice: () => {},
      prepare: false,
      connection: { application_name: "mt5-bridge" },
    };
  }

  /**
   * Runs `body` in a transaction whose names are those of the mirror's schema. After a failure or a
   * timeout the whole pool is unusable: close it and open a new one.
   */
  transaction<T>(body: (statement: TransactionSql) => Promise<T>): Promise<Result<T, MirrorError>> {
    this.#begin();
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
    this.#begin();
    // At once, so that each has a connection of its own.
    const trips = Array.from(
      { length: Math.max(1, this.#target.poolMin) },
      () => this.#sql.begin((statement) => statement.unsafe("SELECT 1")),
    );
    return this.#withDeadline(Promise.all(trips).then(() => undefined));
  }

  /** How the password went to a server elsewhere without encryption; null when it did not. */
  get exposedPassword(): OpenPassword | null {
    return this.#exposedPassword;
  }

  /** Closes immediately; statements in progress fail. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#sql.end({ timeout: 0 });
    for (const wire of this.#wires) if (!wire.writableFinished) wire.destroy();
  }

  #begin(): void {
    this.#budget.renew();
    this.#ending = null;
  }

  async #open(): Promise<PostgresWire> {
    const { connectTimeoutMs } = this.#target;
    const abort = new AbortController();
    const timer = this.#clock.setTimeout(() => abort.abort(), connectTimeoutMs);
    try {
      const { signal } = abort;
      const target = this.#target;
      return this.#wire(await openPostgresSocket({ target, trusted: this.#trusted, signal }));
    } catch (cause) {
      this.#noteFault(cause);
      if (!abort.signal.aborted) throw cause;
      const detail = `nothing for ${connectTimeoutMs / 1_000} s`;
      throw new PostgresFault({ code: "mirror_unreachable", detail });
    } finally {
      this.#clock.clearTimeout(timer);
    }
  }

  #wire({ socket, isEncrypted }: OpenSocket): PostgresWire {
    const isSafe = isEncrypted || isLoopback(socket.remoteAddress ?? "");
    const wire = new PostgresWire({
      socket,
      budget: this.#budget,
      mayHavePassword: (way) => {
        this.#asksOpenly = true;
        if (isSafe) return true;
        const mayHave = this.#target.tls === "off";
        if (mayHave) this.#exposedPassword = way;
        return mayHave;
      },
    });
    this.#wires.add(wire);
    wire.once("error", (cause) => this.#noteFault(cause));
    wire.once("close", () => this.#wires.delete(wire));
    if (this.#isClosed) wire.destroy();
    return wire;
  }

  /** A server may well close a connection that is not in use. */
  #noteFault(cause: unknown): void {
    if (!(cause instanceof PostgresFault)) return;
    const { mirrorError } = cause;
    if (mirrorError.code === "mirror_connection_lost") this.#ending = mirrorError;
    else this.#broken.resolve(mirrorError);
  }

  async #withDeadline<T>(work: Promise<T>): Promise<Result<T, MirrorError>> {
    const { connectTimeoutMs, statementTimeoutMs } = this.#target;
    const limitMs = connectTimeoutMs + statementTimeoutMs + graceMs;
    const late = Promise.withResolvers<MirrorError>();
    const timer = this.#clock.setTimeout(() => {
      late.resolve({ code: "mirror_timeout", detail: `nothing for ${limitMs / 1_000} s` });
    }, limitMs);
    const done = work.then(ok<T>, (cause: unknown) => err(this.#errorOf(cause)));
    const ended = Promise.race([this.#broken.promise, late.promise]).then(err);
    const result = await Promise.race([ended, done]);
    this.#clock.clearTimeout(timer);
    return result;
  }

  /** Between two statements the library does not tell what the server said. */
  #errorOf(cause: unknown): MirrorError {
    const error = mirrorErrorOf(cause);
    return error.code === "mirror_connection_lost" ? this.#ending ?? error : error;
  }
}
