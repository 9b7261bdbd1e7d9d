/**
 * The interface to a Redis server: one connection, used by one publisher that waits for each
 * answer.
 */

import type { RedisTls } from "../config/choices.ts";
import type { Result } from "../models/mod.ts";
import type { RedisFailure } from "./redis_failure.ts";

/** A command and its arguments, such as `["set", "key", "value"]`. */
export type RedisCommand = readonly [name: string, ...args: readonly string[]];

export interface RedisConnection {
  /**
   * Sends all commands at once and waits for every reply, until the deadline. After a failure the
   * commands may or may not have been executed, and the connection can no longer be used. Never
   * throws.
   */
  run(commands: readonly RedisCommand[]): Promise<Result<readonly unknown[], RedisFailure>>;
  /** Resolves when the connection has ended, whoever closed it. */
  readonly ended: Promise<RedisFailure>;
  /** Closes the connection; may be called again. */
  close(): void;
}

export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly database: number;
  /** Null to log in without a user name. */
  readonly username: string | null;
  /** Empty to skip the login. */
  readonly password: string;
  readonly tls: RedisTls;
  /** A file of certificates to trust with `on`; null for none. */
  readonly caFile: string | null;
}

/** Connects, logs in, and selects the database. Never throws. */
export type ConnectRedis = (
  address: RedisAddress,
) => Promise<Result<RedisConnection, RedisFailure>>;
