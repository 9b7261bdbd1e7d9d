/** The port to a Redis server: one connection, used by one publisher that waits for each answer. */

import type { Result } from "../models/mod.ts";
import type { RedisFailure } from "./redis_failure.ts";

/** A command and its arguments, such as `["set", "key", "value"]`. */
export type RedisCommand = readonly [name: string, ...args: readonly string[]];

export interface RedisConnection {
  /**
   * Sends all at once and waits for every reply, until the deadline. On a failure the commands may have been carried
   * out or not, and the connection is of no more use. Never throws.
   */
  run(commands: readonly RedisCommand[]): Promise<Result<readonly unknown[], RedisFailure>>;
  /** Resolves when the connection has ended, by whomever. */
  readonly ended: Promise<RedisFailure>;
  /** Ends it; safe to repeat. */
  close(): void;
}

export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly database: number;
  /** Null logs in without a name. */
  readonly username: string | null;
  /** Empty logs in not at all. */
  readonly password: string;
  /** `insecure` takes any certificate. */
  readonly tls: "off" | "on" | "insecure";
}

/** Connects, logs in, and chooses the database. Never throws. */
export type ConnectRedis = (
  address: RedisAddress,
) => Promise<Result<RedisConnection, RedisFailure>>;
